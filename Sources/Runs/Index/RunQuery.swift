import GRDB
import Printing

/// A question to an index.
package struct RunQuery: Sendable {
  /// The condition; nil for every run.
  package var filter: String?
  /// The columns by which runs are sorted, the first one first; `-` before one reverses its order. Without any they are
  /// experiment, row, seed.
  package var sort: [String] = []
  package var limit: Int?
  /// The columns to show; nil for the usual ones.
  package var columns: [String]?

  package init(filter: String? = nil, sort: [String] = [], limit: Int? = nil, columns: [String]? = nil) {
    self.filter = filter
    self.sort = sort
    self.limit = limit
    self.columns = columns
  }
}

/// The runs that answer a query, a row each.
package struct RunTable: Sendable {
  package var columns: [String]
  package var rows: [[RunValue?]]
  /// The number of runs for which the condition holds; more than the rows if a limit left some out.
  package var total: Int
}

extension RunIndex {
  /// The runs that a query asks for.
  ///
  /// - Throws: ``RunQueryError`` for a condition that cannot be read and for a column that no run has.
  package func runs(_ query: RunQuery) throws -> RunTable {
    let known = try names()
    if let limit = query.limit, limit < 1 { throw RunQueryError("`--limit` should be positive. Found \(limit).") }
    if query.columns?.isEmpty == true {
      throw RunQueryError("`--columns` should name at least one column. Found none.")
    }
    let columns =
      try query.columns?.map { try IndexColumn.named($0, known: known) }
      ?? IndexColumn.usual.compactMap { try? IndexColumn.named($0, known: known) }
    let condition =
      try query.filter.map { try RunFilter(reading: $0).sql(known) } ?? FilterSQL(text: "1", arguments: [])
    var order: [String] = []
    var orderArguments: [DatabaseValue] = []
    for key in query.sort {
      let isTurned = key.hasPrefix("-")
      let column = try IndexColumn.named(isTurned ? String(key.dropFirst()) : key, known: known).sql
      // Runs without the value come last in either order.
      order += ["\(column.text) IS NULL", "\(column.text) \(isTurned ? "DESC" : "ASC")"]
      orderArguments += (column.arguments + column.arguments).map(\.databaseValue)
    }
    order += ["experiment", "label", "seed", "path"]
    let selected = columns.map(\.sql)
    return try read { database in
      let total = try Int.fetchOne(
        database, sql: "SELECT count(*) FROM run WHERE \(condition.text)",
        arguments: StatementArguments(condition.arguments))
      let rows = try Row.fetchAll(
        database,
        sql: """
          SELECT \(selected.map(\.text).joined(separator: ", ")) FROM run WHERE \(condition.text)
          ORDER BY \(order.joined(separator: ", ")) LIMIT ?
          """,
        arguments: StatementArguments(
          selected.flatMap(\.arguments).map(\.databaseValue) + condition.arguments + orderArguments
            + [(query.limit ?? -1).databaseValue]))
      return RunTable(
        columns: columns.map(\.name),
        rows: rows.map { row in columns.indices.map { shown(Self.value(row[$0]), of: columns[$0]) } },
        total: total ?? 0
      ).droppingEmpty(query.columns == nil)
    }
  }

  /// A path as a person in the current folder would write it; other values unchanged.
  private func shown(_ value: RunValue?, of column: IndexColumn) -> RunValue? {
    guard column.name == "path", case .text(let path)? = value else { return value }
    return .text(folder.appending(path: path).relativeToCurrentFolder)
  }

  /// The better direction of a column; nil if it has none, or if runs differ in it.
  func better(_ name: String) throws -> IndexedRun.Better? {
    if ["seconds", "steps", "epochs", "best-seconds", "best-step", "best-epoch", "parameters"].contains(name) {
      return .lower
    }
    let words = try read {
      try String.fetchAll($0, sql: "SELECT better FROM name WHERE name = ? AND better <> ''", arguments: [name])
    }
    return words.count == 1 ? IndexedRun.Better(rawValue: words[0]) : nil
  }

  static func value(_ value: DatabaseValue) -> RunValue? {
    switch value.storage {
    case .null, .blob: nil
    case .int64(let number): .number(Double(number))
    case .double(let number): .number(number)
    case .string(let text): .text(text)
    }
  }
}

extension RunTable {
  /// The table without the columns in which no row has a value.
  fileprivate func droppingEmpty(_ drops: Bool) -> RunTable {
    guard drops, !rows.isEmpty else { return self }
    let kept = columns.indices.filter { column in rows.contains { $0[column] != nil } }
    return RunTable(
      columns: kept.map { columns[$0] }, rows: rows.map { row in kept.map { row[$0] } }, total: total)
  }
}

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
