import Foundation
import Reports
import Runs
import Statistics

/// Two tasks with one metric each: small enough to compute by hand.
package struct SmallExperiment {
  package var seeds = [0, 1, 2]
  package var single: [[Double]] = [[0.50, 0.52, 0.54], [2.0, 2.2, 2.1]]
  package var methods: [(label: String, values: [[Double]])] = [
    ("EW", [[0.55, 0.56, 0.60], [2.1, 2.0, 2.0]]), ("UW", [[0.51, 0.50, 0.53], [2.3, 2.1, 2.2]]),
  ]
  /// Where the runs lie; nil for runs that were never written.
  package var folder: URL?

  package init(
    seeds: [Int] = [0, 1, 2], single: [[Double]]? = nil, methods: [(label: String, values: [[Double]])]? = nil,
    folder: URL? = nil
  ) {
    self.seeds = seeds
    if let single { self.single = single }
    if let methods { self.methods = methods }
    self.folder = folder
  }

  package static let tasks = ["kind", "age"]
  package static let definitions = [
    MetricDefinition(task: "kind", name: "accuracy", direction: .higherIsBetter),
    MetricDefinition(task: "age", name: "MAE", unit: "years", direction: .lowerIsBetter),
  ]

  package static func result(
    _ label: String, _ method: String, seed: Int, values: [(task: Int, value: Double)], seconds: Double = 2
  ) -> RunResult {
    let tasks = values.map { Self.tasks[$0.task] }
    var metrics: [String: [String: Double]] = [:]
    for (task, value) in values { metrics[Self.tasks[task]] = [definitions[task].name: value] }
    return RunResult(
      experiment: "small", cell: "\(method)-\(seed)-\(tasks[0])", method: method, label: label, seed: seed,
      tasks: tasks,
      definitions: values.map { definitions[$0.task] },
      selection: .init(split: "validation", criterion: "loss", epoch: 3 + seed),
      metrics: ["test": metrics], losses: [:], seconds: seconds + Double(seed), steps: 10, parameters: 100)
  }

  package func runs() -> [RunFolder.Finished] {
    var results: [RunResult] = []
    for (index, seed) in seeds.enumerated() {
      for task in 0..<2 where !single.isEmpty {
        results.append(
          Self.result("single-task", RunResult.singleTask, seed: seed, values: [(task, single[task][index])]))
      }
      for method in methods {
        let values = (0..<2).map { ($0, method.values[$0][index]) }
        results.append(Self.result(method.label, method.label.lowercased(), seed: seed, values: values))
      }
    }
    return results.map { .init(folder: folder?.appending(path: $0.cell), result: $0, records: []) }
  }

  package func comparison(
    _ options: ComparisonOptions = ComparisonOptions(bootstrap: SeedBootstrap(samples: 4000))
  ) throws -> Comparison {
    try Comparison(of: runs(), options: options, context: ReportContext(experiment: "small"))
  }
}
