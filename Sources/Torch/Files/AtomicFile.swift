import Foundation

/// A file that is written as a whole or not at all: to a temporary file beside it, flushed to the disk, then renamed.
package struct AtomicFile {
  private let descriptor: Int32
  private let url: URL

  /// Replaces the file at `url` by what `body` writes. Where anything fails, the old file stays as it was.
  package static func write(to url: URL, _ body: (AtomicFile) throws -> Void) throws {
    let name = ".\(url.lastPathComponent).\(UInt32.random(in: 0 ... .max)).partial"
    let temporary = url.deletingLastPathComponent().appending(path: name)
    let descriptor = open(temporary.path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o644)
    guard descriptor >= 0 else { throw failure("created", url) }
    do {
      do {
        try body(AtomicFile(descriptor: descriptor, url: url))
        guard fsync(descriptor) == 0 else { throw failure("flushed to the disk", url) }
      } catch {
        close(descriptor)
        throw error
      }
      guard close(descriptor) == 0 else { throw failure("closed", url) }
      guard rename(temporary.path, url.path) == 0 else { throw failure("put in place", url) }
    } catch {
      unlink(temporary.path)
      throw error
    }
    flushFolder(of: url)
  }

  /// Replaces the file at `url` by `data`.
  package static func write(_ data: Data, to url: URL) throws {
    try write(to: url) { file in try data.withUnsafeBytes { try file.append($0) } }
  }

  package func append(_ bytes: UnsafeRawBufferPointer) throws {
    var rest = bytes
    while !rest.isEmpty {
      #if canImport(Glibc)
        let count = Glibc.write(descriptor, rest.baseAddress!, Swift.min(rest.count, 1 << 30))
      #else
        let count = Darwin.write(descriptor, rest.baseAddress!, Swift.min(rest.count, 1 << 30))
      #endif
      if count < 0 && errno == EINTR { continue }
      guard count > 0 else { throw Self.failure("written", url) }
      rest = UnsafeRawBufferPointer(rebasing: rest[count...])
    }
  }

  /// Makes the rename itself last.
  private static func flushFolder(of url: URL) {
    let folder = open(url.deletingLastPathComponent().path, O_RDONLY | O_CLOEXEC)
    guard folder >= 0 else { return }
    fsync(folder)
    close(folder)
  }

  private static func failure(_ action: String, _ url: URL) -> FileError {
    FileError("\(url.path) could not be \(action): \(String(cString: strerror(errno))).")
  }
}
