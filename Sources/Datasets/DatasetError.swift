import Tasks

/// Data that cannot be used. The text names the file (and row and column where there are some), what was expected and
/// what was found.
public struct DatasetError: Error, Hashable, Sendable, CustomStringConvertible {
  public let description: String

  public init(_ description: String) { self.description = description }
}

extension DatasetError {
  /// A name that a table's header does not hold, with the nearest one that it does.
  public static func unknownColumn(_ name: String, of path: String, among columns: [String]) -> DatasetError {
    let hint = Suggestion.nearest(to: name, among: columns).map { " Did you mean `\($0)`?" } ?? ""
    return DatasetError("`\(name)` is not a column of `\(path)`.\(hint)")
  }
}
