import Printing
import Statistics
import Tasks

extension Comparison {
  /// The number of decimals of all percentages in the report.
  var percentDecimals: Int {
    NumberText.decimals(percentages: methods.compactMap(\.deltaM?.percent))
  }

  /// The largest number of tasks with a column in the summary; the plot and the CSV have all.
  static let mostTaskColumns = 5

  /// The heading over the columns of each task's contribution to Δm.
  static let taskGroup = "change by task, %"

  /// The table of Δm, the change of each task, rank, time and runs.
  package var summaryTable: ReportTable {
    var columns = [ReportTable.Column(title: "Method", isNumeric: false)]
    let showsTasks = tasks.count > 1 && tasks.count <= Self.mostTaskColumns
    let arrow = options.convention.direction == .lowerIsBetter ? "↓" : "↑"
    if hasDeltaM {
      columns.append(.init(title: "Δm", detail: "%", arrow: arrow))
      columns.append(.init(title: "\(levelText) interval"))
      if showsTasks { columns += tasks.map { .init(title: $0, group: Self.taskGroup) } }
    }
    columns += [
      .init(title: "Mean rank over metrics", arrow: "↓"), .init(title: "Seconds"), .init(title: "Runs"),
    ]
    let rows = tableRows.map { method -> [ReportTable.Cell] in
      var cells = [ReportTable.Cell(text: method.label)]
      if hasDeltaM {
        cells += changeCells(method, isBest: highlights.deltaM.contains(method.label))
        if showsTasks {
          cells += tasks.indices.map { task in
            guard let change = method.change(of: task) else { return .absent }
            return .init(
              text: NumberText.signed(change.percent, percentDecimals),
              isBest: highlights.changes[task].contains(method.label))
          }
        }
      }
      cells.append(
        method.meanRank.map { .init(text: NumberText.fixed($0, 1)) } ?? .absent)
      cells.append(method.medianSeconds.map { .init(text: NumberText.seconds($0)) } ?? .absent)
      cells.append(method.isConstant ? .absent : .init(text: "\(method.runs)"))
      return cells
    }
    return ReportTable(title: "Summary", columns: columns, rows: rows, rulesBelow: referenceRule)
  }

  /// The largest number of metrics with a column each. If there are more, metrics are rows and methods columns.
  static let mostMetricColumns = 12

  /// Whether ``metricsTable`` has a row for each metric.
  var isTall: Bool { columns.count > Self.mostMetricColumns }

  /// The table of all metrics, mean ± standard deviation over seeds: a column each, or a row each if there are many.
  package var metricsTable: ReportTable { isTall ? tallMetricsTable : wideMetricsTable }

  private var wideMetricsTable: ReportTable {
    var columns = [ReportTable.Column(title: "Method", isNumeric: false)]
    columns += self.columns.map {
      .init(
        title: $0.name, detail: $0.unit, arrow: $0.direction == .higherIsBetter ? "↑" : "↓", group: $0.task)
    }
    var rows = tableRows.map { [ReportTable.Cell(text: $0.label)] }
    for column in self.columns.indices {
      for (row, cell) in metricCells(column).enumerated() { rows[row].append(cell) }
    }
    return ReportTable(title: "Metrics", columns: columns, rows: rows, rulesBelow: referenceRule)
  }

  private var tallMetricsTable: ReportTable {
    let named = Set(columns.map(\.name)).count > 1
    var columns = [ReportTable.Column(title: "Task", isNumeric: false)]
    if named { columns.append(.init(title: "Metric", isNumeric: false)) }
    columns += tableRows.map { .init(title: $0.label) }
    let rows = self.columns.enumerated().map { index, definition -> [ReportTable.Cell] in
      let unit = definition.unit.isEmpty ? "" : " (\(definition.unit))"
      let metric = "\(definition.name)\(unit) \(definition.direction == .higherIsBetter ? "↑" : "↓")"
      let first = named ? [definition.task, metric] : [definition.task]
      return first.map { .init(text: $0) } + metricCells(index)
    }
    let common =
      named ? "" : self.columns.first.map { ": \($0.name) \($0.direction == .higherIsBetter ? "↑" : "↓")" } ?? ""
    return ReportTable(title: "Metrics\(common)", columns: columns, rows: rows, naming: named ? 2 : 1)
  }

  /// The decimals of a metric's figures.
  func decimals(of column: Int) -> Int {
    let estimates = tableRows.compactMap { $0.estimates[column] }
    return NumberText.decimals(
      means: estimates.map(\.mean), deviations: estimates.compactMap(\.standardDeviation))
  }

  /// The cells of a metric, one for each row.
  private func metricCells(_ column: Int) -> [ReportTable.Cell] {
    let rows = tableRows
    let decimals = decimals(of: column)
    return rows.map { row in
      guard let estimate = row.estimates[column] else { return .absent }
      let mark = isWorseThanConstant(estimate.mean, column) ? Self.worseMark : ""
      return .init(
        text: NumberText.spread(estimate.mean, estimate.standardDeviation, decimals, mark: mark),
        isBest: highlights.metrics[column].contains(row.label))
    }
  }

  /// The table of what each row is made of.
  var runsTable: ReportTable {
    let columns: [ReportTable.Column] = [
      .init(title: "Method", isNumeric: false), .init(title: "Seeds"), .init(title: "Runs"),
      .init(title: "Search runs"), .init(title: "Parameters"), .init(title: "Best epoch"),
      .init(title: "Chosen hyper-parameters", isNumeric: false),
    ]
    let rows = methods.map { method -> [ReportTable.Cell] in
      let settings = method.hyperparameters.map {
        "\($0.name) = \($0.value)" + ($0.isUnsearched ? " (default, not searched)" : "")
      }.joined(separator: ", ")
      let epochs = [NumberText.epochs(method.bestEpochs), method.convergence.note].compactMap { $0 }
      return [
        .init(text: method.label), .init(text: "\(Set(method.seeds).count)\(splitCount.map { " × \($0)" } ?? "")"),
        .init(text: "\(method.runs)"),
        .init(text: "\(method.searchRuns)"), .init(text: NumberText.grouped(method.parameters)),
        .init(text: epochs.joined(separator: "; ")), settings.isEmpty ? .absent : .init(text: settings),
      ]
    }
    return ReportTable(title: "Runs", columns: columns, rows: rows, rulesBelow: baselineRule)
  }

  private func changeCells(_ method: MethodSummary, isBest: Bool) -> [ReportTable.Cell] {
    if method.isSingleTask {
      return [.init(text: NumberText.fixed(0, percentDecimals), isBest: isBest), .init(text: "baseline")]
    }
    guard let change = method.deltaM else { return [.absent, .absent] }
    return [
      .init(text: NumberText.signed(change.percent, percentDecimals), isBest: isBest),
      change.interval.map { .init(text: NumberText.interval($0, percentDecimals)) } ?? .absent,
    ]
  }

  private var baselineRule: Set<Int> { singleTask == nil || methods.count == 1 ? [] : [0] }

  /// The rule below the single-task row and the constant prediction.
  private var referenceRule: Set<Int> {
    let references = tableRows.count { $0.isSingleTask || $0.isConstant }
    return references == 0 || references == tableRows.count ? [] : [references - 1]
  }

  /// The positions of the best value; empty if there is nothing to be better than.
  static func best(_ values: [Double?], _ direction: Direction) -> Set<Int> {
    let finite = values.enumerated().compactMap { index, value in
      value.flatMap { $0.isFinite ? (index, $0) : nil }
    }
    guard finite.count > 1 else { return [] }
    let target = direction == .higherIsBetter ? finite.map(\.1).max() : finite.map(\.1).min()
    return Set(finite.filter { $0.1 == target }.map(\.0))
  }
}
