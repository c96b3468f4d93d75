import Components
import Foundation
import Tasks

/// The columns of a table by name.
struct ColumnNames {
  let all: [String]
  private let path: String
  /// A question that an error about an unknown column adds; usually empty.
  private let hint: String
  private let places: [String: Int]
  private let doubled: Set<String>

  init(_ names: [String], of path: String, hint: String = "") {
    (all, self.path, self.hint) = (names, path, hint)
    var places: [String: Int] = [:], doubled: Set<String> = []
    for (place, name) in names.enumerated() where places.updateValue(place, forKey: name) != nil {
      doubled.insert(name)
    }
    (self.places, self.doubled) = (places, doubled)
  }

  /// The place of a column.
  ///
  /// - Throws: `DatasetError` with the nearest name, or if two columns have the name.
  func place(_ name: String) throws -> Int {
    if doubled.contains(name) {
      throw DatasetError("`\(path)` should name each column once. Found `\(Found.cut(name))` twice.")
    }
    if let place = places[name] { return place }
    throw unknown([name])
  }

  private func unknown(_ names: [String]) -> DatasetError {
    hint.isEmpty
      ? DatasetError.unknownColumns(names, of: path, among: all)
      : DatasetError(DatasetError.unknownColumn(names[0], of: path, among: all).description + hint)
  }

  /// Checks that columns exist.
  ///
  /// - Throws: `DatasetError` with all names, single or in number ranges, that are no column.
  func require(_ names: [String]) throws {
    let unknown = names.filter { name in
      do { return try places([name]).isEmpty } catch { return !doubled.contains(name) }
    }
    if !unknown.isEmpty { throw self.unknown(unknown) }
  }

  /// The places that a list of names and number ranges stands for.
  func places(_ names: [String]) throws -> [Int] {
    try names.flatMap { name -> [Int] in
      let bounds = name.components(separatedBy: "...").map { Int($0) }
      if places[name] == nil, bounds.count == 2, let first = bounds[0], let last = bounds[1], first <= last {
        return [try place(String(first))] + (first < last ? try (first + 1...last).map { try place(String($0)) } : [])
      }
      return [try place(name)]
    }
  }
}
