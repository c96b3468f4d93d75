/// A table before it has a format: every renderer draws the same cells.
struct ReportTable: Sendable {
  struct Column: Sendable {
    /// The heading.
    var title: String
    /// Unit or remark, set smaller where the format can.
    var detail: String = ""
    /// Which way is better, where that is a question.
    var arrow: String = ""
    /// Columns of one group have a common heading (a task).
    var group: String = ""
    var isNumeric = true
  }

  struct Cell: Sendable {
    var text: String
    /// Whether it is the best of its column.
    var isBest = false

    /// What stands where there is no value.
    static let absent = Cell(text: "–")
  }

  var title: String
  var columns: [Column]
  var rows: [[Cell]]
  /// A line is drawn below these rows (the single-task baseline).
  var rulesBelow: Set<Int> = []
  /// How many columns, from the first, name a row: where a table is drawn as blocks, each block has them.
  var naming = 1

  /// The heading in one line: "mIoU ↑", "abs. error (m) ↓".
  static func heading(_ column: Column) -> String {
    [column.title, column.detail.isEmpty ? "" : "(\(column.detail))", column.arrow].filter { !$0.isEmpty }
      .joined(separator: " ")
  }
}
