import Foundation
import Torch

extension ResultsError {
  /// Runs `body` and turns an error of the file system into one of this type: "Could not write `path`: …".
  package static func writing<R>(_ path: String, _ body: () throws -> R) throws(ResultsError) -> R {
    do {
      return try body()
    } catch let error as FileError {
      throw .system(action: "write", path: path, reason: error.reason ?? error.description)
    } catch {
      throw .system(action: "write", path: path, reason: RunFolder.reason(error))
    }
  }

  /// Replaces a file, whole or not at all.
  package static func replacing(_ url: URL, with data: Data) throws(ResultsError) {
    try writing(url.path) { try AtomicFile.write(data, to: url) }
  }

  /// Writes all bytes to an open file.
  static func appending(_ data: Data, to descriptor: Int32, _ path: String) throws(ResultsError) {
    try writing(path) { try data.withUnsafeBytes { try AtomicFile.append($0, to: descriptor, URL(filePath: path)) } }
  }

  /// Opens a file of a run for writing. Child processes do not inherit it, and it is created if it is missing. A
  /// symbolic link is not followed, since a run folder from elsewhere could name any file by one.
  static func opening(_ path: String, _ flags: Int32) throws(ResultsError) -> Int32 {
    let descriptor = open(path, flags | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0o644)
    guard descriptor >= 0 else {
      guard errno == ELOOP else { throw last("write", path) }
      throw .system(action: "write", path: path, reason: "it is a symbolic link, which is not followed")
    }
    return descriptor
  }

  /// The system's last error as a `ResultsError`.
  static func last(_ action: String, _ path: String) -> ResultsError {
    .system(action: action, path: path, reason: String(cString: strerror(errno)))
  }
}
