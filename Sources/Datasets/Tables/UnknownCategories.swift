/// Counts, by column, of cells whose category training lacks. Such a cell counts as none of the known categories.
public struct UnknownCategories: Sendable {
  /// A column that has such cells.
  public struct Column: Sendable, Hashable {
    public var name: String
    /// The number of cells that hold a category, known or not.
    public var cells = 0
    /// The number of cells whose category training lacks.
    public var unknown = 0
    /// The first different categories that training lacks.
    public var examples: [String] = []
  }

  private var counts: [String: Column] = [:]

  public init() {}

  /// The columns that have such cells, by name.
  public var columns: [Column] { counts.values.filter { $0.unknown > 0 }.sorted { $0.name < $1.name } }

  private static let shown = 5

  /// Counts cells, known or not.
  mutating func add(_ column: String, cells: Int) { counts[column, default: Column(name: column)].cells += cells }

  /// Counts one cell whose category is not known.
  mutating func add(_ column: String, unknown cell: String) {
    var counted = counts[column] ?? Column(name: column)
    counted.unknown += 1
    if counted.examples.count < Self.shown, !counted.examples.contains(cell) { counted.examples.append(cell) }
    counts[column] = counted
  }

  /// A sentence for each column that has such cells.
  var notes: [String] {
    columns.map { column in
      let examples = column.examples.map { "\"\($0)\"" }.joined(separator: ", ")
      return "column `\(column.name)`: \(column.unknown) of \(column.cells) cells hold a category that training lacks ("
        + examples + (column.unknown > column.examples.count ? ", …" : "") + "); they count as none of the known ones."
    }
  }
}
