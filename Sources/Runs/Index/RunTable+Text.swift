import Printing

extension RunTable {
  /// The number of letters of a cell's name in a table; `runs show` accepts as many.
  package static let cellLetters = 8

  /// The rows below their columns' names, and the number of runs that were left out.
  package var text: String {
    guard !rows.isEmpty else { return "No run." }
    let cells = rows.map { row in zip(columns, row).map(Self.cell) }
    let lines = TextColumns.lines([columns] + cells, right: columns.indices.map(isNumeric))
    let rest = total - rows.count
    return (lines + (rest > 0 ? ["… and \(rest) more; `--limit \(total)` shows all"] : [])).joined(separator: "\n")
  }

  /// The table as a list of objects, one for each run, without the values that a run lacks.
  package func json() throws -> String {
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
