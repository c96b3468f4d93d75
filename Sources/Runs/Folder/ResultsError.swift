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
