import Components
import Foundation
import Tasks

/// The published tables that are included.
package enum PublishedTables {
  /// The tables in the order of the papers.
  package static let all: [PublishedTable] = PublishedText.papers.flatMap(read)

  package static var names: [String] { all.map(\.name) }

  /// The table of a name.
  ///
  /// - Throws: `SettingError` with the names that there are.
  package static func named(_ name: String) throws -> PublishedTable {
    guard let table = all.first(where: { $0.name == name }) else {
      let hint = Suggestion.nearest(to: name, among: names).map { " Did you mean `\($0)`?" } ?? ""
      let names = names.map { "`\($0)`" }.joined(separator: ", ")
      throw SettingError("A published table should be one of \(names). Found `\(Found.cut(name))`.\(hint)")
    }
    return table
  }

  private static func read(_ text: String) -> [PublishedTable] {
    do { return try JSONDecoder().decode([PublishedTable].self, from: Data(text.utf8)) } catch {
      preconditionFailure("A published table should be readable. Found \(error).")
    }
  }
}
