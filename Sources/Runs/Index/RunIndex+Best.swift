extension RunIndex {
  /// The best run of each method in each experiment, the best first.
  ///
  /// - Parameters:
  ///   - column: the column that decides. The better direction is known for figures; otherwise `isLowest` gives it.
  ///   - grouping: the column whose values each have a best run: `method`, or `label`, `data`, …
  ///   - isLowest: whether the lowest value is best; nil for the figure's own direction.
  /// - Throws: ``RunQueryError``, also if the better direction is not known.
  package func best(
    by column: String, per grouping: String = "method", isLowest: Bool? = nil, _ query: RunQuery = RunQuery()
  ) throws -> RunTable {
    let known = try names()
    let name = try IndexColumn.named(column, known: known).name
    let group = try IndexColumn.named(grouping, known: known).name
    guard let lowest = try isLowest ?? better(name).map({ $0 == .lower }) else {
      throw RunQueryError(
        "`\(name)` should have a side that is better. Found none, or both: `--lowest` or `--highest` says it.")
    }
    let usual = ["label", "seed", "learning-rate", "weight-decay", "validation.delta-m", "test.delta-m", "cell"]
    var shown =
      query.columns ?? usual.filter { $0 != name && $0 != group && (try? IndexColumn.named($0, known: known)) != nil }
    shown = try ["experiment", group, name] + shown.map { try IndexColumn.named($0, known: known).name }
    var seen: Set<String> = []
    shown = shown.filter { seen.insert($0).inserted }
    // A condition of its own, so that the user's stands in brackets.
    let done = "state = done and \(FilterToken.quoting(name)) is not missing"
    let filter = query.filter.map { "\(done) and (\($0))" } ?? done
    // The condition alone first, so that its errors speak of what was written.
    _ = try query.filter.map { try RunFilter(reading: $0).sql(known) }
    let all = try runs(
      RunQuery(filter: filter, sort: ["experiment", (lowest ? "" : "-") + name], columns: shown))
    let place = try (columnIndex("experiment", all), columnIndex(group, all))
    var groups: Set<[RunValue?]> = []
    var rows = all.rows.filter { groups.insert([$0[place.0], $0[place.1]]).inserted }
    let total = rows.count
    if let limit = query.limit { rows = Array(rows.prefix(limit)) }
    return RunTable(columns: all.columns, rows: rows, total: total)
  }

  private func columnIndex(_ name: String, _ table: RunTable) throws -> Int {
    guard let index = table.columns.firstIndex(of: name) else { throw RunQueryError("`\(name)` is no column.") }
    return index
  }
}
