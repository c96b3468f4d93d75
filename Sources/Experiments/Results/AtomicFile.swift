import Foundation

/// Files that are whole or not there: written beside their place, flushed to the disk, then renamed over it.
///
/// Every system call is checked. A full disk ends with an error that names the file, and the earlier content stays.
public enum AtomicFile {
  /// What temporary files end with. A killed process can leave one; ``RunFolder/lock()`` removes it.
  static let temporarySuffix = ".equipoise-tmp"

  /// Replaces the content of `url`.
  ///
  /// - Throws: ``ResultsError/system(action:path:reason:)``.
  public static func write(_ data: Data, to url: URL) throws(ResultsError) {
    let path = url.path
    let temporary =
      url.deletingLastPathComponent().path + "/." + url.lastPathComponent + ".\(getpid())" + temporarySuffix
    let descriptor = try open(temporary, O_WRONLY | O_CREAT | O_TRUNC, naming: path)
    do {
      try write(data, to: descriptor, naming: path)
      try flush(descriptor, naming: path)
    } catch {
      close(descriptor)
      unlink(temporary)
      throw error
    }
    guard close(descriptor) == 0, rename(temporary, path) == 0 else {
      let failure = failure("write", path)
      unlink(temporary)
      throw failure
    }
    try flushFolder(of: url)
  }

  /// Opens a file that child processes do not inherit.
  static func open(_ path: String, _ flags: Int32, naming name: String) throws(ResultsError) -> Int32 {
    let descriptor = Foundation.open(path, flags | O_CLOEXEC, 0o644)
    guard descriptor >= 0 else {
      throw failure(flags & (O_WRONLY | O_RDWR) == 0 ? "read" : "write", name)
    }
    return descriptor
  }

  /// Writes all bytes, or throws.
  static func write(_ data: Data, to descriptor: Int32, naming name: String) throws(ResultsError) {
    var remaining = data[...]
    while !remaining.isEmpty {
      let count = remaining.withUnsafeBytes { Foundation.write(descriptor, $0.baseAddress, $0.count) }
      if count < 0 && errno == EINTR { continue }
      guard count > 0 else { throw failure("write", name) }
      remaining = remaining.dropFirst(count)
    }
  }

  /// Flushes a file to the disk. Devices and pipes that cannot be flushed are left as they are.
  static func flush(_ descriptor: Int32, naming name: String) throws(ResultsError) {
    while fsync(descriptor) != 0 {
      if errno == EINTR { continue }
      if errno == EINVAL || errno == ENOTSUP || errno == EROFS { return }
      throw failure("write", name)
    }
  }

  /// Flushes the folder, without which a rename may not survive a power cut.
  private static func flushFolder(of url: URL) throws(ResultsError) {
    let folder = url.deletingLastPathComponent().path
    let descriptor = try open(folder, O_RDONLY, naming: folder)
    defer { close(descriptor) }
    try flush(descriptor, naming: folder)
  }

  /// The system's last error as one of ours.
  static func failure(_ action: String, _ path: String) -> ResultsError {
    .system(action: action, path: path, reason: String(cString: strerror(errno)))
  }
}
