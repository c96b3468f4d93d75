import Printing

extension Comparison {
  /// The cost of each method until it had its figures, with what it reached.
  var costTable: ReportTable {
    let hasDelta = hasDeltaM
    let pruned = methods.contains { $0.cost.prunedRuns > 0 }
    let failed = methods.contains { $0.cost.failedRuns > 0 }
    let searched = methods.contains { $0.cost.searchRuns > 0 }
    let all = "all runs"
    let one = "a final run"
    var columns = [ReportTable.Column(title: "Method", isNumeric: false)]
    if hasDelta {
      columns.append(
        .init(title: "Δm", detail: "%", arrow: options.convention.direction == .lowerIsBetter ? "↓" : "↑"))
    }
    columns.append(.init(title: "Runs", group: all))
    if searched { columns.append(.init(title: "to search", group: all)) }
    if pruned { columns.append(.init(title: "stopped early", group: all)) }
    if failed { columns.append(.init(title: "failed", group: all)) }
    columns += [.init(title: "Steps", group: all), .init(title: "Seconds", group: all)]
    if searched { columns.append(.init(title: "Seconds to best point", group: all)) }
    columns += [
      .init(title: "Seconds", group: one), .init(title: "Seconds to kept epoch", group: one),
    ]
    let rows = methods.map { method -> [ReportTable.Cell] in
      let cost = method.cost
      var cells = [ReportTable.Cell(text: method.label)]
      if hasDelta {
        let text =
          method.isSingleTask
          ? NumberText.fixed(0, percentDecimals)
          : method.deltaM.map { NumberText.signed($0.percent, percentDecimals) }
        cells.append(text.map { .init(text: $0) } ?? .absent)
      }
      cells.append(.init(text: NumberText.grouped(cost.runs)))
      if searched { cells.append(.init(text: NumberText.grouped(cost.searchRuns))) }
      if pruned { cells.append(.init(text: NumberText.grouped(cost.prunedRuns))) }
      if failed { cells.append(.init(text: NumberText.grouped(cost.failedRuns))) }
      cells += [.init(text: NumberText.grouped(cost.steps)), .init(text: NumberText.seconds(cost.seconds))]
      if searched { cells.append(.init(text: NumberText.seconds(cost.searchSeconds))) }
      cells.append(method.medianSeconds.map { .init(text: NumberText.seconds($0)) } ?? .absent)
      cells.append(cost.secondsToKept.map { .init(text: NumberText.seconds($0)) } ?? .absent)
      return cells
    }
    return ReportTable(
      title: "Cost", columns: columns, rows: rows, rulesBelow: singleTask == nil || methods.count == 1 ? [] : [0])
  }
}
