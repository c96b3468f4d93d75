import Printing
import Runs
import Statistics
import Tasks

extension Survey {
  /// The table of the Δm of every method in every experiment, its mean over them, and the mean rank.
  var deltaTable: ReportTable {
    let arrow = convention.direction == .lowerIsBetter ? "↓" : "↑"
    var columns = [ReportTable.Column(title: "Method", isNumeric: false)]
    columns += comparisons.map { .init(title: $0.context.experiment, arrow: arrow, group: "Δm, %") }
    columns += [.init(title: "Mean Δm", detail: "%", arrow: arrow), .init(title: "Mean rank", arrow: "↓")]
    let labels = labels
    let deltas = comparisons.map { comparison in labels.map { method($0, comparison)?.deltaM } }
    let means = labels.indices.map { row -> Double? in
      let own = deltas.compactMap { $0[row]?.percent }
      return own.count == comparisons.count ? Statistics.mean(own) : nil
    }
    let ranks = labels.map { label in
      ranking.flatMap { ranking in ranking.scores.methods.firstIndex(of: label).map { ranking.meanRanks[$0] } }
    }
    // What is worse than single-task training is never marked.
    let bestMean = Comparison.best(means, convention.direction).filter { convention.improvement(means[$0] ?? 0) >= 0 }
    let bestRanked = ranking.map { ranking in Set(ranking.firstGroup.map { ranking.scores.methods[$0] }) } ?? []
    let rows = labels.indices.map { row -> [ReportTable.Cell] in
      var cells = [ReportTable.Cell(text: labels[row])]
      for (column, changes) in deltas.enumerated() {
        guard let change = changes[row] else {
          cells.append(.absent)
          continue
        }
        let decimals = comparisons[column].percentDecimals
        cells.append(
          .init(
            text: NumberText.spread(change.percent, change.standardDeviation, decimals, isSigned: true),
            isBest: comparisons[column].highlights.deltaM.contains(labels[row])))
      }
      cells.append(
        means[row].map { .init(text: NumberText.signed($0, 1), isBest: bestMean.contains(row)) } ?? .absent)
      cells.append(
        ranks[row].map { .init(text: NumberText.fixed($0, 2), isBest: bestRanked.contains(labels[row])) } ?? .absent)
      return cells
    }
    let constant = constantRow
    return ReportTable(
      title: "Δm over experiments", columns: columns, rows: [constant].compactMap { $0 } + rows,
      rulesBelow: constant == nil || rows.isEmpty ? [] : [0])
  }

  /// The Δm of the prediction that does not look at the input; nil if no experiment knows it.
  private var constantRow: [ReportTable.Cell]? {
    let percents = comparisons.map { $0.constant?.deltaM?.percent }
    let known = percents.compactMap { $0 }
    guard !known.isEmpty else { return nil }
    let cells = zip(comparisons, percents).map { comparison, percent -> ReportTable.Cell in
      percent.map { .init(text: NumberText.signed($0, comparison.percentDecimals)) } ?? .absent
    }
    let mean = known.count == comparisons.count ? Statistics.mean(known) : nil
    return [.init(text: ConstantRecord.label)] + cells
      + [mean.map { .init(text: NumberText.signed($0, 1)) } ?? .absent, .absent]
  }

  /// The cost of each method over all experiments.
  var costTable: ReportTable {
    let columns: [ReportTable.Column] = [
      .init(title: "Method", isNumeric: false), .init(title: "Experiments"), .init(title: "Runs"),
      .init(title: "to search"), .init(title: "stopped early"), .init(title: "failed"), .init(title: "Steps"),
      .init(title: "Seconds"), .init(title: "Seconds to best points"),
    ]
    let rows = labels.map { label -> [ReportTable.Cell] in
      let costs = comparisons.compactMap { method(label, $0)?.cost }
      func sum(_ path: KeyPath<MethodSummary.Cost, Int>) -> String {
        NumberText.grouped(costs.map { $0[keyPath: path] }.saturatedSum())
      }
      func seconds(_ path: KeyPath<MethodSummary.Cost, Double>) -> String {
        NumberText.seconds(costs.reduce(0) { $0 + $1[keyPath: path] })
      }
      return [
        label, "\(costs.count)", sum(\.runs), sum(\.searchRuns), sum(\.prunedRuns), sum(\.failedRuns), sum(\.steps),
        seconds(\.seconds), seconds(\.searchSeconds),
      ].map { .init(text: $0) }
    }
    return ReportTable(title: "Cost over experiments", columns: columns, rows: rows)
  }

  /// The table that describes the experiments.
  var experimentsTable: ReportTable {
    let columns: [ReportTable.Column] = [
      .init(title: "Experiment", isNumeric: false), .init(title: "Data", isNumeric: false),
      .init(title: "Network", isNumeric: false), .init(title: "Tasks"), .init(title: "Metrics"), .init(title: "Seeds"),
      .init(title: "Baseline", isNumeric: false),
    ]
    let rows = comparisons.map { comparison -> [ReportTable.Cell] in
      [
        comparison.context.experiment, comparison.context.dataset ?? "–", comparison.context.network ?? "–",
        "\(comparison.tasks.count)", "\(comparison.columns.count)",
        comparison.seeds.map(String.init).joined(separator: ", "), comparison.baseline?.identity ?? "none",
      ].map { .init(text: $0) }
    }
    return ReportTable(title: "Experiments", columns: columns, rows: rows)
  }

  /// The summary of each experiment, under its name.
  var summaries: [ReportTable] {
    comparisons.map { comparison in
      var table = comparison.summaryTable
      table.title = comparison.context.experiment
      return table
    }
  }

  /// The problems of each comparison, with its name.
  var problems: [String] {
    comparisons.flatMap { comparison in
      let left = comparison.leftOut.map { "Δm is without \($0.name), since \($0.reason.rawValue)." }
      return (left + comparison.problems).map { "\(comparison.context.experiment): \($0)" }
    }
  }
}
