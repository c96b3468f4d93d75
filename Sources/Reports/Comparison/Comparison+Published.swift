import Printing
import Statistics
import Tasks

/// A published table with the rows of a comparison that can be compared with its own.
struct PublishedComparison {
  let table: PublishedTable
  let comparison: Comparison

  /// Creates it; nil if the table has none of the comparison's methods or metrics.
  init?(_ table: PublishedTable, _ comparison: Comparison) {
    self.table = table
    self.comparison = comparison
    guard comparison.options.split == table.split, !pairs.isEmpty, !metrics.isEmpty else { return nil }
  }

  /// Whether both average the same metrics in the same way: the ratio mean is the metric mean if it leaves nothing out.
  private var isOneConvention: Bool {
    let own = comparison.options.convention
    let leavesOut = comparison.leftOut.contains(where: \.isExpected)
    return own == table.convention || own == .ratioMean && table.convention == .metricMean && !leavesOut
  }

  /// The rows of both, matched by the printed name, or else by the method's name in the catalogue.
  private var pairs: [(own: MethodSummary, published: PublishedTable.Row)] {
    comparison.methods.compactMap { method in
      (table.rows.first { $0.label == method.label } ?? table.rows.first { $0.method == method.method }).map {
        (method, $0)
      }
    }
  }

  /// The metrics of both, by task and name: the table's, and the comparison's columns whose mean it is.
  private var metrics: [(metric: Int, columns: [Int])] {
    table.metrics.indices.compactMap { index in
      let metric = table.metrics[index]
      let columns = comparison.columns.indices.filter {
        comparison.columns[$0].name == metric.name
          && (metric.task.isEmpty || comparison.columns[$0].task == metric.task)
      }
      return columns.isEmpty ? nil : (index, columns)
    }
  }

  /// The differences between the two, as far as they are known, and the table's own remarks.
  var sentences: [String] {
    var sentences = [
      "Published: \(table.source). \(table.figures)", "Its protocol: \(table.protocol)",
    ]
    if let own = comparison.context.protocolText { sentences.append("This comparison: \(own)") }
    if let name = comparison.context.dataProtocol, name != "published" {
      sentences.append(
        "The data are read in the protocol `\(name)`, not as published: the figures are of different data and cannot agree."
      )
    }
    if let baseline = table.baseline {
      let own = comparison.baseline?.identity ?? "none"
      sentences.append("Δm there is against \(baseline.network); here against \(own).")
    } else {
      sentences.append("What Δm there is against is not printed.")
    }
    if !isOneConvention {
      sentences.append(
        "Δm here is \(comparison.options.convention.printedName), another convention: it is not compared with the published."
      )
    }
    let count = comparison.methods.map(\.seeds.count).max() ?? 0
    if count != table.seeds { sentences.append("There it is \(table.seeds) seeds, here \(count).") }
    return sentences + table.notes
  }

  /// The table with a line for each method and metric: our figure, theirs, the difference, and the difference in
  /// standard errors if both sides have a spread.
  var reportTable: ReportTable {
    let columns: [ReportTable.Column] = [
      .init(title: "Method", isNumeric: false), .init(title: "Metric", isNumeric: false), .init(title: "Here"),
      .init(title: "Published"), .init(title: "Difference"), .init(title: "Difference", detail: "standard errors"),
    ]
    var rows: [[ReportTable.Cell]] = []
    var rules: Set<Int> = []
    for (own, published) in pairs {
      let lines = changes(own, published) + values(own, published)
      for (index, line) in lines.enumerated() {
        rows.append(([index == 0 ? own.label : ""] + line).map { .init(text: $0) })
      }
      if !lines.isEmpty { rules.insert(rows.count - 1) }
    }
    rules.remove(rows.count - 1)
    return ReportTable(title: "Next to \(table.title)", columns: columns, rows: rows, rulesBelow: rules)
  }

  private func changes(_ own: MethodSummary, _ published: PublishedTable.Row) -> [[String]] {
    guard isOneConvention, let change = own.deltaM, let theirs = published.deltaM
    else { return [] }
    return [
      line(
        "Δm, %", (change.percent, change.standardDeviation, own.seeds.count),
        (theirs, published.deltaMStandardDeviation), decimals: 1, isSigned: true)
    ]
  }

  private func values(_ own: MethodSummary, _ published: PublishedTable.Row) -> [[String]] {
    guard let values = published.values else { return [] }
    return metrics.compactMap { metric, columns in
      let estimates = columns.compactMap { own.estimates[$0] }
      guard estimates.count == columns.count else { return nil }
      let means = own.seeds.indices.compactMap { seed in Statistics.mean(estimates.map { $0.values[seed] }) }
      guard let mean = Statistics.mean(means) else { return nil }
      let deviation = Statistics.standardDeviation(means)
      let definition = comparison.columns[columns[0]]
      let task = columns.count > 1 ? "mean over \(columns.count) tasks" : definition.task
      // A published percentage is compared with our fraction.
      let scale = table.metrics[metric].unit == "%" && definition.unit != "%" ? 100.0 : 1
      let unit = table.metrics[metric].unit.isEmpty ? "" : " (\(table.metrics[metric].unit))"
      return line(
        "\(task) \(definition.name)\(unit) \(definition.direction == .higherIsBetter ? "↑" : "↓")",
        (mean * scale, deviation.map { $0 * scale }, own.seeds.count),
        (values[metric], published.standardDeviations?[metric]), decimals: max(table.decimals(metric), 2))
    }
  }

  private func line(
    _ name: String, _ own: (mean: Double, deviation: Double?, count: Int),
    _ published: (mean: Double, deviation: Double?), decimals: Int, isSigned: Bool = false
  ) -> [String] {
    func spread(_ mean: Double, _ deviation: Double?) -> String {
      NumberText.spread(mean, deviation, decimals, isSigned: isSigned)
    }
    let difference = own.mean - published.mean
    var errors = "–"
    if let first = own.deviation, let second = published.deviation {
      let error = (first * first / Double(own.count) + second * second / Double(table.seeds)).squareRoot()
      if error > 0 { errors = NumberText.signed(difference / error, 1) }
    }
    return [
      name, spread(own.mean, own.deviation), spread(published.mean, published.deviation),
      NumberText.signed(difference, decimals), errors,
    ]
  }
}

extension Comparison {
  /// The published tables of the same data and network, with this comparison's figures.
  var published: [PublishedComparison] {
    guard let data = context.dataKind, let trunk = context.trunk else { return [] }
    return PublishedTables.all.filter { table in
      let log = table.log.map { (context.dataset ?? "").lowercased().contains($0) } ?? true
      return table.data == data && table.trunk == trunk && table.sharing == (context.sharing ?? "hard") && log
    }
    .compactMap { PublishedComparison($0, self) }
  }

  /// The published tables with this comparison's figures, and what is to be known of them; none where data were read in another
  /// protocol than the published one.
  package var publishedTables: [(table: ReportTable, sentences: [String])] {
    guard context.dataProtocol ?? "published" == "published" else { return [] }
    return published.map { ($0.reportTable, $0.sentences) }
  }
}
