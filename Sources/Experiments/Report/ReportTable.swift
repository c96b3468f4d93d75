/// A table without a format: every renderer draws the same cells.
struct ReportTable: Sendable {
  struct Column: Sendable {
    /// The heading.
    var title: String
    /// The unit or remark, set smaller if the format can.
    var detail: String = ""
    /// The arrow that shows which way is better; empty if neither is.
    var arrow: String = ""
    /// The group of the column. Columns of one group have a common heading (a task).
    var group: String = ""
    var isNumeric = true
  }

  struct Cell: Sendable {
    var text: String
    /// Whether the cell is the best of its column.
    var isBest = false

    /// The cell for a missing value.
    static let absent = Cell(text: "–")
  }

  var title: String
  var columns: [Column]
  var rows: [[Cell]]
  /// The rows below which a line is drawn (the single-task baseline).
  var rulesBelow: Set<Int> = []
  /// The number of columns, from the first, that name a row. If a table is drawn as blocks, each block has them.
  var naming = 1

  /// The heading in one line: "mIoU ↑", "abs. error (m) ↓".
  static func heading(_ column: Column) -> String {
    [column.title, column.detail.isEmpty ? "" : "(\(column.detail))", column.arrow].filter { !$0.isEmpty }
      .joined(separator: " ")
  }
}
