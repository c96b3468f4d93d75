import Foundation

/// A file that is written as a whole or not at all.
///
/// The content goes to a temporary file in the same folder, is flushed to the disk, and is then renamed. A link of the
/// file's name is replaced, not followed. Every system call is checked. A full disk ends with an error that names the
/// file, and the earlier content stays.
package struct AtomicFile {
  /// The ending of temporary files. A killed process can leave one.
  package static let temporarySuffix = ".equipoise-tmp"

  let descriptor: Int32
  let url: URL

  /// Replaces the file at `url` by what `body` writes. If anything fails, the old file stays as it was.
  package static func write(to url: URL, _ body: (AtomicFile) throws -> Void) throws {
    let name = ".\(url.lastPathComponent).\(getpid())\(temporarySuffix)"
    let temporary = url.deletingLastPathComponent().appending(path: name)
    let descriptor = open(temporary.path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0o644)
    guard descriptor >= 0 else { throw failure("created", url) }
    do {
      try fill(descriptor, url, body)
      guard rename(temporary.path, url.path) == 0 else { throw failure("put in place", url) }
    } catch {
      unlink(temporary.path)
      throw error
    }
    try flush(folder: url.deletingLastPathComponent())
  }

  /// Lets `body` write to an open file, then flushes and closes it. The file is closed after a failure too.
  static func fill(_ descriptor: Int32, _ url: URL, _ body: (AtomicFile) throws -> Void) throws {
    do {
      try body(AtomicFile(descriptor: descriptor, url: url))
      try flush(descriptor, url)
    } catch {
      close(descriptor)
      throw error
    }
    guard close(descriptor) == 0 else { throw failure("closed", url) }
  }

  /// Replaces the file at `url` by `data`.
  package static func write(_ data: Data, to url: URL) throws {
    try write(to: url) { file in try data.withUnsafeBytes { try file.append($0) } }
  }

  /// Appends all bytes to the file.
  package func append(_ bytes: UnsafeRawBufferPointer) throws { try Self.append(bytes, to: descriptor, url) }

  /// Appends all bytes to an open file; `url` is the name that an error gives.
  package static func append(_ bytes: UnsafeRawBufferPointer, to descriptor: Int32, _ url: URL) throws {
    var rest = bytes
    while !rest.isEmpty {
      let count = Foundation.write(descriptor, rest.baseAddress!, Swift.min(rest.count, 1 << 30))
      if count < 0 && errno == EINTR { continue }
      guard count > 0 else { throw failure("written", url) }
      rest = UnsafeRawBufferPointer(rebasing: rest[count...])
    }
  }

  /// Flushes an open file to the disk. Devices and pipes that cannot be flushed are left as they are.
  package static func flush(_ descriptor: Int32, _ url: URL) throws {
    while fsync(descriptor) != 0 {
      if errno == EINTR { continue }
      if errno == EINVAL || errno == ENOTSUP || errno == EROFS { return }
      throw failure("flushed to the disk", url)
    }
  }

  /// Flushes the names in a folder, without which a renaming may not survive a power cut.
  package static func flush(folder: URL) throws {
    let descriptor = open(folder.path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw failure("flushed to the disk", folder) }
    defer { close(descriptor) }
    try flush(descriptor, folder)
  }

  /// An error that says what a file could not be ("created", "written", …), with the reason of the last system call.
  package static func failure(_ action: String, _ url: URL) -> FileError {
    let reason = String(cString: strerror(errno))
    return FileError("\(url.path) could not be \(action): \(reason).", reason: reason)
  }
}

extension AtomicFile {
  /// Writes a file that a person named.
  ///
  /// A regular file, or a new one, is replaced as a whole or not at all. A link, a pipe and a device stay what they
  /// are: the bytes go through them. If `url` leads to standard output, the bytes follow those already written there.
  package static func output(to url: URL, _ body: (AtomicFile) throws -> Void) throws {
    var named = stat()
    let isThere = lstat(url.path, &named) == 0
    let isOutput = isStandardOutput(url)
    guard isOutput || isThere && named.st_mode & S_IFMT != S_IFREG else { return try write(to: url, body) }
    let descriptor =
      isOutput
      ? fcntl(STDOUT_FILENO, F_DUPFD_CLOEXEC, 0)
      : open(url.path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOCTTY, 0o644)
    guard descriptor >= 0 else { throw failure("opened", url) }
    try fill(descriptor, url, body)
  }

  /// Writes `data` to a file that a person named.
  package static func output(_ data: Data, to url: URL) throws {
    try output(to: url) { file in try data.withUnsafeBytes { try file.append($0) } }
  }

  /// Whether a path leads to what this process has as standard output.
  package static func isStandardOutput(_ url: URL) -> Bool {
    var named = stat()
    var output = stat()
    return stat(url.path, &named) == 0 && fstat(STDOUT_FILENO, &output) == 0 && named.st_dev == output.st_dev
      && named.st_ino == output.st_ino
  }
}
