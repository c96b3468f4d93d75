/// A table without a format: every renderer draws the same cells.
package struct ReportTable: Sendable {
  package struct Column: Sendable {
    /// The heading.
    package var title: String
    /// The unit or remark, set smaller if the format can.
    package var detail: String = ""
    /// The arrow that shows which way is better; empty if neither is.
    package var arrow: String = ""
    /// The group of the column. Columns of one group have a common heading (a task).
    package var group: String = ""
    package var isNumeric = true

    package init(title: String, detail: String = "", arrow: String = "", group: String = "", isNumeric: Bool = true) {
      self.title = title
      self.detail = detail
      self.arrow = arrow
      self.group = group
      self.isNumeric = isNumeric
    }
  }

  package struct Cell: Sendable {
    package var text: String
    /// Whether the cell is the best of its column.
    package var isBest = false

    package init(text: String, isBest: Bool = false) {
      self.text = text
      self.isBest = isBest
    }

    /// The cell for a missing value.
    package static let absent = Cell(text: "–")
  }

  /// The longest text that stands in one line; longer ones are broken into lines.
  package static let longestLine = 40

  package var title: String
  package var columns: [Column]
  package var rows: [[Cell]]
  /// The rows below which a line is drawn (the single-task baseline).
  package var rulesBelow: Set<Int> = []
  /// The number of columns, from the first, that name a row. If a table is drawn as blocks, each block has them.
  package var naming = 1

  package init(title: String, columns: [Column], rows: [[Cell]], rulesBelow: Set<Int> = [], naming: Int = 1) {
    self.title = title
    self.columns = columns
    self.rows = rows
    self.rulesBelow = rulesBelow
    self.naming = naming
  }

  /// The heading in one line: "mIoU ↑", "abs. error (m) ↓".
  package static func heading(_ column: Column) -> String {
    [column.title, column.detail.isEmpty ? "" : "(\(column.detail))", column.arrow].filter { !$0.isEmpty }
      .joined(separator: " ")
  }
}
