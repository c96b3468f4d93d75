import Components
import Tasks

/// An error in data. The text names the file (with row and column if there are some), what was expected and what was
/// found.
public struct DatasetError: Error, Hashable, Sendable, CustomStringConvertible {
  public let description: String

  public init(_ description: String) { self.description = description }
}

extension DatasetError {
  /// An error for a name that a table's header lacks, with the nearest name that it has.
  public static func unknownColumn(_ name: String, of path: String, among columns: [String]) -> DatasetError {
    let hint = Suggestion.nearest(to: name, among: columns).map { " Did you mean `\(Found.cut($0))`?" } ?? ""
    return DatasetError("`\(Found.cut(name))` is not a column of `\(path)`.\(hint)")
  }

  /// The largest number of columns that an error lists.
  private static let mostListed = 30

  /// An error for several names that a table's header lacks, with the columns that it has.
  public static func unknownColumns(
    _ names: [String], of path: String, among columns: [String]
  ) -> DatasetError {
    let known = columns.prefix(mostListed).map { "`\(Found.cut($0))`" }.joined(separator: ", ")
    let more = columns.count > mostListed ? " and \(columns.count - mostListed) more" : ""
    let there = " Its columns are \(known)\(more)."
    if names.count == 1 { return DatasetError(unknownColumn(names[0], of: path, among: columns).description + there) }
    let unknown = names.prefix(mostListed).map { name in
      "`\(Found.cut(name))`"
        + (Suggestion.nearest(to: name, among: columns).map { " (did you mean `\(Found.cut($0))`?)" } ?? "")
    }
    return DatasetError(
      unknown.joined(separator: ", ") + (names.count > mostListed ? ", …" : "")
        + " are not columns of `\(path)`.\(there)")
  }
}
