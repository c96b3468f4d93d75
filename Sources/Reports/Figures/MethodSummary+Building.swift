import Runs
import Statistics

extension Comparison {
  /// A row without the parts that need the other rows: Δm and rank.
  static func summary(
    _ row: ComparisonRow, _ values: [(repetition: Repetition, values: [Double?])], _ tasks: [String],
    _ columns: [MetricDefinition], _ position: Int
  ) -> MethodSummary {
    let estimates = columns.indices.map { column -> MethodSummary.Estimate? in
      let found = values.compactMap { $0.values[column] }
      guard found.count == values.count, let mean = Statistics.mean(found) else { return nil }
      return .init(mean: mean, standardDeviation: Statistics.standardDeviation(found), values: found)
    }
    let results = row.runs.map(\.result)
    return MethodSummary(
      method: row.method, label: row.label, position: position, repetitions: row.seeds.map(\.repetition),
      estimates: estimates,
      deltaM: nil, taskChanges: [], meanRank: nil,
      seconds: row.seeds.map { $0.runs.reduce(0) { $0 + $1.result.seconds } }, cost: row.cost,
      parameters: row.seeds.first.map { $0.runs.map(\.result.parameters).saturatedSum() } ?? 0,
      hyperparameters: settings(results, of: row), bestEpochs: results.map(\.selection.epoch),
      convergence: Convergence(of: results), curves: Curve.all(of: row.runs, tasks: tasks))
  }

  /// The settings by name, with all values if runs differ.
  private static func settings(_ results: [RunResult], of row: ComparisonRow) -> [MethodSummary.Setting] {
    let defaults = row.cost.searchRuns == 0 ? MethodSummary.Setting.defaultsToSearch(of: row.method) : [:]
    return Set(results.flatMap(\.hyperparameters.keys)).sorted().map { name in
      var values: [String] = []
      for result in results {
        if let value = result.hyperparameters[name], !values.contains(value) { values.append(value) }
      }
      let value = values.joined(separator: " | ")
      return .init(name: name, value: value, isUnsearched: defaults[name] == value)
    }
  }
}
