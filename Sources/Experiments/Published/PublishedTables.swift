import Foundation
import Tasks

/// The published tables that are included.
public enum PublishedTables {
  /// The tables in the order of the papers.
  public static let all: [PublishedTable] = [kirchdorfer2024, processMonitoring].flatMap(read)

  public static var names: [String] { all.map(\.name) }

  /// The table of a name.
  ///
  /// - Throws: ``ConfigurationError`` with the names that there are.
  public static func named(_ name: String) throws -> PublishedTable {
    guard let table = all.first(where: { $0.name == name }) else {
      let hint = Suggestion.nearest(to: name, among: names).map { " Did you mean `\($0)`?" } ?? ""
      let names = names.map { "`\($0)`" }.joined(separator: ", ")
      throw ConfigurationError("A published table should be one of \(names). Found `\(Found.cut(name))`.\(hint)")
    }
    return table
  }

  private static func read(_ text: String) -> [PublishedTable] {
    do { return try JSONDecoder().decode([PublishedTable].self, from: Data(text.utf8)) } catch {
      preconditionFailure("A published table should be readable. Found \(error).")
    }
  }
}
