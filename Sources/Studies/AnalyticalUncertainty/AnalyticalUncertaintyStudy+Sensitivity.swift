import Foundation
import Runs
import Statistics

/// The claims on what has to be tuned.
extension AnalyticalUncertaintyStudy {
  static let sensitivity = [
    StudyClaim(
      "The learning rate explains more of the variance than weight decay.", source: "the appendix on tuning",
      confidence: .paper, kind: .superiority, margin: 0.1, unit: "share of the variance",
      experiments: factored.map(factorial),
      control: "both have three values that are a factor of 100 or more apart, for EW and UW on three data sets.",
      otherwise: "an interval that lies wholly below 0.1."
    ) { results in
      let columns = try factored.flatMap { data in
        try ["ew", "uw"].map { method in
          let tables = try table(of: method, factorial(data), results)
          return try tables.sorted { $0.key < $1.key }.map { seed, table -> Double in
            guard let shares = VarianceExplained(of: table) else {
              throw StudyResults.Missing(description: "the figures of \(factorial(data)), seed \(seed), do not vary")
            }
            return shares.rows - shares.columns
          }
        }
      }
      return .init([EffectEstimate(blocked: transposed(columns))], ["learning rate over weight decay"])
    },
    StudyClaim(
      "A temperature that is too low costs more than one that is too high.", source: "figures 3 and A11",
      confidence: .paper,
      kind: .superiority, margin: 1, unit: "points of Δm", experiments: [rooms, temperatures],
      control: "equal weights, to which high temperatures tend, stand in the table of rooms.",
      otherwise: "an interval that lies wholly below 1 point."
    ) { results in
      let (low, _, high) = try aroundBest(2, results)
      return .init([try temperatureEffect(high, low, results)], ["T \(high.brief) over T \(low.brief)"])
    },
    StudyClaim(
      "A third of the best temperature and three times as much lose less than two points.", source: "figures 3 and A11",
      confidence: .paper, kind: .notWorse, margin: 2, unit: "points of Δm", experiments: [rooms, temperatures],
      control: "the temperatures beyond stand in the same table.",
      otherwise: "an interval that lies wholly below −2 points."
    ) { results in
      let (low, best, high) = try aroundBest(1, results)
      return .init(
        [try temperatureEffect(low, best, results), try temperatureEffect(high, best, results)],
        [low, high].map { "T \($0.brief) over T \(best.brief)" })
    },
  ]

  /// A figure for each learning rate (rows) and weight decay (columns), by seed: the mean over tasks of the negative logarithm of the
  /// error.
  private static func table(
    of method: String, _ experiment: String, _ results: StudyResults
  ) throws -> [Int: [[Double]]] {
    var tables: [Int: [[Double]]] = [:]
    for rate in SearchedData.factorRates {
      var rows: [Int: [Double]] = [:]
      for decay in SearchedData.factorDecays {
        let row = StudyResults.Row(experiment, SearchedData.factorLabel(method, rate, decay))
        for (seed, value) in try results.values(of: row, quality) { rows[seed, default: []].append(value) }
      }
      for (seed, row) in rows { tables[seed, default: []].append(row) }
    }
    return tables
  }

  /// The mean over tasks of the negative logarithm of the error of each task's first metric: larger is better.
  static func quality(_ run: StudyEvidence.Run) throws -> Double {
    let errors = try run.result.tasks.map { task -> Double in
      guard let metric = run.result.definitions.first(where: { $0.task == task }) else {
        throw StudyResults.Missing(description: "\(run.result.label) has no metric of \(task)")
      }
      let value = try run.metric(metric.name, of: task)
      return log(max(metric.direction == .lowerIsBetter ? value : 1 - value, 1e-3))
    }
    return -errors.reduce(0, +) / Double(errors.count)
  }

  // MARK: temperatures

  private static func temperatureEffect(
    _ first: Double, _ second: Double, _ results: StudyResults
  ) throws -> EffectEstimate {
    try results.paired(temperatures, (SearchedData.label(first), SearchedData.label(second))) {
      try results.deltaM(of: $0, overSingleTasksOf: rooms)
    }
  }

  /// The temperature with the best mean Δm on validation, with those some steps below and above it: as many on both sides.
  ///
  /// - Throws: `StudyResults.Missing` if the best one is the lowest or the highest that was tried.
  static func aroundBest(_ steps: Int, _ results: StudyResults) throws -> (low: Double, best: Double, high: Double) {
    let tried = SearchedData.triedTemperatures
    let means = try tried.map { temperature -> Double in
      let values = try results.values(of: .init(temperatures, SearchedData.label(temperature))) {
        try results.deltaM(of: $0, overSingleTasksOf: rooms, on: "validation")
      }
      guard let mean = Statistics.mean(Array(values.values)) else {
        throw StudyResults.Missing(description: "T \(temperature.brief) has no runs")
      }
      return mean
    }
    let best = means.indices.max { means[$0] < means[$1] }!
    let distance = min(steps, best, tried.count - 1 - best)
    guard distance > 0 else {
      throw StudyResults.Missing(description: "the best temperature, \(tried[best].brief), is the last that was tried")
    }
    return (tried[best - distance], tried[best], tried[best + distance])
  }
}
