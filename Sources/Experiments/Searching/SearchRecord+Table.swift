import Printing
import Runs
import Tasks

extension SearchRecord {
  /// The table with a row for each method: the best point, what it reached and what finding it cost. The single tasks
  /// are one row, for their cost.
  package var costTable: ReportTable {
    let lower = convention.direction == .lowerIsBetter
    let arrow = lower ? "↓" : "↑"
    var columns = [
      ReportTable.Column(title: "Method", isNumeric: false), .init(title: "best point", isNumeric: false),
      .init(title: "learning rate"), .init(title: "weight decay"),
    ]
    columns += [
      .init(title: "Δm, validation", detail: "%", arrow: arrow), .init(title: "Δm, test", detail: "%", arrow: arrow),
      .init(title: "interval"),
    ]
    columns += ["runs", "pruned", "failed"].map { .init(title: $0, group: "search") }
    columns += [.init(title: "steps", group: "search"), .init(title: "seconds", group: "search")]
    columns += [.init(title: "seconds", detail: "to the kept epoch", group: "one training")]
    let methods = rows.filter { $0.task == nil }
    let best = methods.compactMap(\.testDeltaM).max { convention.improvement($0) < convention.improvement($1) }
    var cells: [[ReportTable.Cell]] = []
    let alone = rows.filter { $0.task != nil }
    if !alone.isEmpty {
      var line: [ReportTable.Cell] = [.init(text: "Single-task"), .init(text: "each task its own")]
      line += Array(repeating: .absent, count: 5)
      line += Self.costs(alone)
      cells.append(line + [.absent])
    }
    for row in methods {
      let point = row.point.map { point in
        point.isEmpty ? "–" : point.sorted { $0.key < $1.key }.map { "\($0.key) \($0.value)" }.joined(separator: ", ")
      }
      let interval = row.testInterval.map { "[\(NumberText.fixed($0[0], 1)), \(NumberText.fixed($0[1], 1))]" }
      func cell(_ text: String?) -> ReportTable.Cell { text.map { .init(text: $0) } ?? .absent }
      func percent(_ value: Double?) -> ReportTable.Cell {
        value.map { .init(text: NumberText.signed($0, 1), isBest: $0 == best) } ?? .absent
      }
      var line: [ReportTable.Cell] = [cell(row.label), cell(point ?? "open")]
      line += [cell(row.learningRate.map(\.brief)), cell(row.weightDecay.map(\.brief))]
      line += [percent(row.validationDeltaM), percent(row.testDeltaM), cell(interval)]
      line += Self.costs([row])
      line.append(cell(row.secondsToKeptEpoch.map(NumberText.seconds)))
      cells.append(line)
    }
    return ReportTable(
      title: "Search", columns: columns, rows: cells, rulesBelow: alone.isEmpty || methods.isEmpty ? [] : [0])
  }

  private static func costs(_ rows: [Row]) -> [ReportTable.Cell] {
    let counts = [\Row.searchRuns, \.prunedRuns, \.failedRuns, \.searchSteps].map { path in
      ReportTable.Cell(text: NumberText.grouped(rows.map { $0[keyPath: path] }.saturatedSum()))
    }
    return counts + [.init(text: NumberText.seconds(rows.reduce(0) { $0 + $1.searchSeconds }))]
  }

  /// The remarks that the table does not show, a sentence each.
  var remarks: [String] {
    var remarks = rows.flatMap { row in row.notes.map { "\(row.task.map { "\($0) alone" } ?? row.label): \($0)" } }
    remarks += rows.compactMap(pruning)
    let methods = rows.filter { $0.task == nil && $0.testDeltaM != nil }
    guard let dearest = methods.max(by: { $0.searchRuns < $1.searchRuns }) else { return remarks }
    // A method whose interval reaches the dearest one's mean, or that is better, for a fraction of its runs.
    for row in methods where row.label != dearest.label && row.searchRuns * 2 <= dearest.searchRuns {
      guard let own = row.testDeltaM, let other = dearest.testDeltaM else { continue }
      let isBetter = convention.improvement(own) >= convention.improvement(other)
      let reaches = row.testInterval.map { $0[0] <= other && other <= $0[1] } ?? false
      let verdict = isBetter ? "is at least as good as" : reaches ? "is not beyond its interval of" : "is worse than"
      let share = NumberText.fixed(Double(dearest.searchRuns) / Double(max(row.searchRuns, 1)), 0)
      remarks.append(
        "\(row.label) \(verdict) \(dearest.label), for 1/\(share) of its search: \(row.searchRuns) runs against "
          + "\(dearest.searchRuns).")
    }
    return remarks
  }

  /// The pruning of a row in words: "UW-SO: 6 trainings were stopped early (quarter, after epoch 2 of 8); `search.json`
  /// has the reason of each."
  private func pruning(_ row: Row) -> String? {
    let stopped = cells.filter { $0.label == row.label && $0.task == row.task && $0.pruned != nil }
    guard let first = stopped.first, let pruned = first.pruned else { return nil }
    let moments = NumberText.list(Set(stopped.compactMap(\.pruned?.epoch)).sorted().map(String.init))
    return "\(row.label): \(stopped.count) trainings were stopped early (\(pruned.rule), after epoch \(moments) of "
      + "\(first.epochs)); `\(Self.fileName)` has the reason of each."
  }

  /// The table and the remarks for a terminal.
  package func terminal(width: Int = 110) -> String {
    ([TextTable.render(costTable, width: width)]
      + (remarks.isEmpty ? [] : [remarks.map(TerminalText.escaped).joined(separator: "\n")]))
      .joined(separator: "\n\n") + "\n"
  }
}
