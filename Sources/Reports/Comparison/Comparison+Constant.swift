import Printing
import Runs
import Statistics
import Tasks

extension MethodSummary {
  /// Whether it is the prediction that does not look at the input. It is shown with the methods, and is none of them.
  package var isConstant: Bool { method == ConstantRecord.method }

  /// The row of the constant prediction: the mean over the divisions of the data; nil if no column has a value.
  init?(_ record: ConstantRecord, _ columns: [MetricDefinition], split: String) {
    let estimates = columns.map { column -> Estimate? in
      let values = record.figures.compactMap { figures in
        figures.definitions.contains(column) ? figures.metrics[split]?[column.task]?[column.name] : nil
      }
      guard values.count == record.figures.count, values.allSatisfy(\.isFinite), let mean = Statistics.mean(values)
      else { return nil }
      return Estimate(mean: mean, standardDeviation: Statistics.standardDeviation(values), values: values)
    }
    guard estimates.contains(where: { $0 != nil }) else { return nil }
    // One division for all is no repetition.
    let divided = record.figures.filter { $0.seed != nil || $0.fold != nil }
    self.init(
      method: ConstantRecord.method, label: ConstantRecord.label, position: 0,
      repetitions: divided.map { Repetition(seed: $0.seed ?? 0, fold: $0.fold) },
      estimates: estimates,
      deltaM: nil, taskChanges: [], meanRank: nil, seconds: [], cost: .init(), parameters: 0, hyperparameters: [],
      bestEpochs: [], curves: [])
  }
}

extension Comparison {
  /// A task that no network predicts better than a constant: by its main metric, every row's mean over seeds is worse.
  package struct WorseThanConstant: Sendable, Hashable {
    /// The task's main metric.
    package var metric: MetricDefinition
    /// The best mean of all rows.
    package var best: Double
    package var constant: Double
    /// The task's other metrics in which some row is better than the constant.
    package var otherwiseBetter: [String]
    /// The number of decimals of the metric's column.
    var decimals: Int

    package var task: String { metric.task }

    /// The two figures: "mae 8.1 against 7.2".
    var figures: String {
      // Figures that differ are not printed as equal.
      let enough = (decimals...max(decimals, 6)).first {
        NumberText.fixed(best, $0) != NumberText.fixed(constant, $0)
      }
      let numbers = [best, constant].map { NumberText.fixed($0, enough ?? decimals) }
      let though = otherwiseBetter.isEmpty ? "" : "; by \(NumberText.list(otherwiseBetter)) some do"
      return "\(metric.name) \(numbers[0]) against \(numbers[1])\(though)"
    }
  }

  /// The mark in tables after a figure that is worse than the constant prediction's.
  static let worseMark = "†"

  /// The rows of tables, with the constant prediction below the single-task row.
  var tableRows: [MethodSummary] {
    guard let constant else { return methods }
    var rows = methods
    rows.insert(constant, at: singleTask == nil ? 0 : 1)
    return rows
  }

  /// The tasks that no network predicts better than a constant; empty if the constant's figures are not known.
  package var worseThanConstant: [WorseThanConstant] {
    tasks.compactMap { task in
      let indices = columnIndices(of: task)
      guard let main = indices.first, let constant = constant?.estimates[main]?.mean else { return nil }
      let means = methods.compactMap { $0.estimates[main]?.mean }
      guard !means.isEmpty, means.allSatisfy({ isWorse($0, than: constant, main) }) else { return nil }
      let best = columns[main].direction == .higherIsBetter ? means.max() : means.min()
      let otherwise = indices.dropFirst().filter { column in
        guard let constant = self.constant?.estimates[column]?.mean else { return false }
        return methods.contains { $0.estimates[column].map { isWorse(constant, than: $0.mean, column) } ?? false }
      }
      return .init(
        metric: columns[main], best: best ?? constant, constant: constant,
        otherwiseBetter: otherwise.map { columns[$0].name }, decimals: decimals(of: main))
    }
  }

  /// Whether a figure of a row is worse than the constant prediction's.
  func isWorseThanConstant(_ value: Double, _ column: Int) -> Bool {
    constant?.estimates[column].map { isWorse(value, than: $0.mean, column) } ?? false
  }

  /// Whether a figure of a column is worse than another; false if one of them is missing.
  func isWorse(_ value: Double?, than other: Double?, _ column: Int) -> Bool {
    guard let value, let other else { return false }
    return columns[column].direction == .higherIsBetter ? value < other : value > other
  }

  /// The sentence that counts for more than any recommendation, without a full stop; nil if every task has a network
  /// that is at least as good as a constant.
  package var constantSentence: String? {
    let worse = worseThanConstant
    guard let first = worse.first else { return nil }
    let advice = "check the inputs, the splits and the training before you choose among methods"
    if worse.count == 1 {
      return "No network predicts `\(first.task)` better than a constant (\(first.figures)): \(advice)"
    }
    let named = worse.prefix(Self.mostNamed).map { "`\($0.task)` (\($0.figures))" }
    let more = worse.count > named.count ? ["\(worse.count - named.count) more tasks"] : []
    return "No network is better than a constant on \(NumberText.list(named + more)): \(advice)"
  }

  /// The line of the header that explains the constant prediction.
  var constantFact: ReportFact? {
    guard constant != nil else { return nil }
    return ReportFact(
      name: "Constant",
      value: "the same answer for every input, from the training labels; \(Self.worseMark) marks figures that are worse"
    )
  }
}

extension Recommendation {
  /// This recommendation below a sentence that counts for more, which has no full stop; unchanged without one.
  func below(_ headline: String?) -> Recommendation {
    guard let headline else { return self }
    return Recommendation(verdict: .unknown, answer: headline, separation: nil, remarks: [text])
  }
}
