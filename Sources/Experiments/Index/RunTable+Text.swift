extension RunTable {
  /// The number of letters of a cell's name in a table; `runs show` accepts as many.
  static let cellLetters = 8

  /// The rows below their columns' names, and the number of runs that were left out.
  public var text: String {
    guard !rows.isEmpty else { return "No run." }
    let cells = rows.map { row in zip(columns, row).map(Self.cell) }
    let lines = TextColumns.lines([columns] + cells, right: columns.indices.map(isNumeric))
    let rest = total - rows.count
    return (lines + (rest > 0 ? ["… and \(rest) more; `--limit \(total)` shows all"] : [])).joined(separator: "\n")
  }

  /// The table as a list of objects, one for each run, without the values that a run lacks.
  public func json() throws -> String {
    try JSONText.encode(
      rows.map { row in
        Dictionary(uniqueKeysWithValues: zip(columns, row).compactMap { name, value in value.map { (name, $0) } })
      })
  }

  private func isNumeric(_ column: Int) -> Bool {
    rows.allSatisfy { row in if case .text = row[column] { false } else { true } }
  }

  private static func cell(_ column: String, _ value: RunValue?) -> String {
    guard let value else { return "–" }
    if column == "cell" { return String(value.short.prefix(cellLetters)) }
    // One line for each run, also where a reason has several.
    return value.short.replacing("\n", with: " ")
  }
}

/// Columns of text for a terminal, two blanks apart.
enum TextColumns {
  /// The lines of a table.
  ///
  /// - Parameter right: whether each column is aligned right.
  static func lines(_ rows: [[String]], right: [Bool]) -> [String] {
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
