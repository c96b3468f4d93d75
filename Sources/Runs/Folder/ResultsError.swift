import Foundation
import Torch

/// An error of a run folder that could not be read or written. Every case names the file.
package enum ResultsError: Error, Sendable, Hashable {
  /// The system refused, in its own words ("No space left on device").
  case system(action: String, path: String, reason: String)

  /// Another process holds the folder.
  case locked(path: String, owner: String?)

  /// A file is not what it should be; `line` counts from 1 for files of lines.
  case damaged(path: String, line: Int?, reason: String)

  /// A file has a schema that is not supported.
  case schema(path: String, found: Int, supported: Int)

  /// There is no such folder, or no run in it.
  case missing(path: String, what: String)
}

extension ResultsError: CustomStringConvertible {
  package var description: String {
    switch self {
    case .system(let action, let path, let reason):
      return "Could not \(action) `\(path)`: \(reason)."
    case .locked(let path, let owner):
      let by = owner.map { " by \($0)" } ?? ""
      return "The run folder `\(path)` should be written by one process at a time. Found it locked\(by)."
    case .damaged(let path, let line, let reason):
      let place = line.map { "line \($0) of `\(path)`" } ?? "`\(path)`"
      return "Could not read \(place): \(reason)"
    case .schema(let path, let found, let supported):
      let by = found > supported ? "a newer" : "an older"
      return "`\(path)` should have schema \(supported). Found schema \(found), written by \(by) version."
    case .missing(let path, let what):
      return "`\(path)` should be \(what). Found none."
    }
  }
}

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
