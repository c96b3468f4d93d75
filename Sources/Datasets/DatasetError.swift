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

  /// Columns that are listed in an error, at most.
  private static let mostListed = 30

  /// Names that a table's header does not hold, all at once, with the columns that there are.
  public static func unknownColumns(
    _ names: [String], of path: String, among columns: [String]
  ) -> DatasetError {
    let unknown = names.prefix(mostListed).map { name in
      "`\(Found.cut(name))`"
        + (Suggestion.nearest(to: name, among: columns).map { " (did you mean `\(Found.cut($0))`?)" } ?? "")
    }
    let known = columns.prefix(mostListed).map { "`\(Found.cut($0))`" }.joined(separator: ", ")
    let more = columns.count > mostListed ? " and \(columns.count - mostListed) more" : ""
    return DatasetError(
      unknown.joined(separator: ", ") + (names.count > mostListed ? ", …" : "")
        + (names.count == 1 ? " is not a column" : " are not columns")
        + " of `\(path)`. Its columns are \(known)\(more).")
  }
}
