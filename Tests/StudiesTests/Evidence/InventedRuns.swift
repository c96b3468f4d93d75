import Foundation

@testable import Reports
@testable import Runs
@testable import Statistics
@testable import Studies
@testable import Tasks

/// A run with invented figures.
struct InventedRun {
  var label: String
  var seed: Int
  /// A metric of each task on each split.
  var metrics: [String: [String: [String: Double]]] = [:]
  /// The metrics' directions; none of them is needed where no Δm is computed.
  var definitions: [MetricDefinition] = []
  var kept: [String: [Double]] = [:]
  var seconds = 10.0
  var failure: String?
}

extension StudyEvidence {
  /// Evidence of a standard run with invented figures.
  init(
    _ study: StudyCard, invented: [String: [InventedRun]], searches: [String: SearchRecord] = [:],
    computed: [String: Double] = [:]
  ) {
    self.init(
      of: study, .standard, made: ["command": "equipoise study run \(study.name)"],
      experiments: invented.sorted { $0.key < $1.key }.map { name, runs in
        let runs = runs.map { run -> StudyEvidence.Run in
          let tasks = (run.metrics["test"] ?? [:]).keys.sorted()
          var result = RunResult(
            experiment: name, cell: "\(name)-\(run.label)-\(run.seed)", method: run.label.lowercased(),
            label: run.label,
            seed: run.seed, tasks: tasks, definitions: run.definitions,
            selection: .init(split: "validation", criterion: "last epoch", epoch: 1), metrics: run.metrics, losses: [:],
            seconds: run.seconds, steps: 10, parameters: 7)
          result.processorSeconds = run.seconds
          result.failure = run.failure
          return .init(result: result, digest: "", kept: run.kept)
        }
        let record = ExperimentRecord(
          context: [:], notes: [], order: [], convention: .ratioMean, margin: 1, samples: 200, level: 0.95, seed: 0,
          cells: runs.map(\.result.cell), constant: nil)
        return .init(
          name: name, yaml: "", record: record, constant: nil, search: searches[name], runs: runs, failures: [])
      }, computed: computed)
  }
}
