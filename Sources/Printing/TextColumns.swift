/// Columns of text for a terminal, two blanks apart.
package enum TextColumns {
  /// - Parameter right: the columns that stand at their right edge.
  package static func lines(_ rows: [[String]], right: [Bool]) -> [String] {
    let rows = rows.map { $0.map(TerminalText.escaped) }
    let widths = right.indices.map { column in rows.map { $0[column].count }.max() ?? 0 }
    return rows.map { row in
      let parts = row.indices.map { column -> String in
        let blank = String(repeating: " ", count: widths[column] - row[column].count)
        return right[column] ? blank + row[column] : row[column] + blank
      }
      var line = parts.joined(separator: "  ")
      while line.last == " " { line.removeLast() }
      return line
    }
  }
}
