/// Cells whose category training lacks, counted by column: such a cell counts as none of the known categories.
struct UnknownCategories {
  private struct Column {
    var cells = 0
    var unknown = 0
    /// The first different ones.
    var examples: [String] = []
  }

  private var columns: [String: Column] = [:]

  private static let shown = 5

  /// Counts cells, known or not.
  mutating func add(_ column: String, cells: Int) { columns[column, default: Column()].cells += cells }

  /// Counts one cell that is not known.
  mutating func add(_ column: String, unknown cell: String) {
    columns[column, default: Column()].unknown += 1
    guard columns[column]!.examples.count < Self.shown, !columns[column]!.examples.contains(cell) else { return }
    columns[column]!.examples.append(cell)
  }

  /// A sentence for each column that has such cells.
  var notes: [String] {
    columns.sorted { $0.key < $1.key }.filter { $0.value.unknown > 0 }.map { name, column in
      let examples = column.examples.map { "\"\($0)\"" }.joined(separator: ", ")
      return "column `\(name)`: \(column.unknown) of \(column.cells) cells hold a category that training lacks ("
        + examples + (column.unknown > column.examples.count ? ", …" : "") + "); they count as none of the known ones."
    }
  }
}
