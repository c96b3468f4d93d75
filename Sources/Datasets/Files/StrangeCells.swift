import Components
import Tasks

/// The cells of a column of numbers that are no finite numbers: their number, and the first one.
struct StrangeCells: Sendable {
  private(set) var count = 0
  private(set) var first: (line: Int, text: String) = (0, "")

  mutating func add(cells: Int, line: Int, text: String) {
    if count == 0 { first = (line, text) }
    count += cells
  }

  mutating func add(_ other: StrangeCells) {
    if other.count > 0 { add(cells: other.count, line: other.first.line, text: other.first.text) }
  }

  /// The largest number of columns that an error names.
  private static let mostNamed = 30

  /// One error for all columns that have such cells; nil if none has.
  static func error(_ columns: [(name: String, cells: StrangeCells)], of path: String) -> DatasetError? {
    let strange = columns.filter { $0.cells.count > 0 }
    guard let only = strange.first else { return nil }
    if strange.count == 1 {
      let (line, text) = only.cells.first
      let more =
        only.cells.count == 1 ? "" : " and \(only.cells.count - 1) more cells that are none. \(advice)"
      return DatasetError(
        "`\(path)` line \(line), column `\(Found.cut(only.name))` should be a finite number. Found \(Found.quoted(text))"
          + (more.isEmpty ? "." : more))
    }
    let named = strange.prefix(mostNamed).map { name, cells in
      "`\(Found.cut(name))` (\(cells.count == 1 ? "1 cell" : "\(cells.count) cells"), first in line \(cells.first.line): "
        + "\(Found.quoted(cells.first.text)))"
    }
    let more = strange.count > mostNamed ? " and \(strange.count - mostNamed) more" : ""
    return DatasetError(
      "\(strange.count) columns of `\(path)` should hold finite numbers. Found other texts in "
        + "\(named.joined(separator: ", "))\(more). \(advice)")
  }

  private static let advice =
    "An input of texts belongs to `inputs.categorical` or `inputs.drop`; a target of texts is `binary` or `classification`."
}
