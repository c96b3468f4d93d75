import Foundation
import OrderedCollections
import Printing
import Tasks
import Training

/// The facts that a run needs in addition to its configuration: `job.json` in its folder, written by the planner of the
/// run.
package struct RunJob: Codable, Sendable {
  /// The schema that this version reads and writes.
  static let currentSchema = 1

  /// The file's schema; files from before there was a second one may not say it.
  private(set) var schema: Int? = RunJob.currentSchema
  package var experiment: String
  /// The catalogue's name of the method, or `RunResult.singleTask`.
  package var method: String
  /// The row of the comparison.
  package var label: String
  package var role: RunResult.Role
  /// The values that were chosen for this run, as text.
  package var hyperparameters: [String: String]
  /// The baseline of Δm on the validation split: task to metric to value; nil without single-task runs.
  package var baseline: [String: [String: Double]]?
  package var baselineIdentity: String?
  package var convention: DeltaM.Convention
  /// The name of the run whose configuration and best epoch this training has, if it is one on all samples.
  package var source: String?

  package static let fileName = "job.json"

  package func save(in folder: RunFolder) throws {
    try folder.write(JSONText.encoder(.prettyPrinted).encode(self), as: Self.fileName)
  }

  package init(
    experiment: String, method: String, label: String, role: RunResult.Role = .final,
    hyperparameters: [String: String] = [:], baseline: [String: [String: Double]]? = nil,
    baselineIdentity: String? = nil, convention: DeltaM.Convention = .ratioMean
  ) {
    self.experiment = experiment
    self.method = method
    self.label = label
    self.role = role
    self.hyperparameters = hyperparameters
    self.baseline = baseline
    self.baselineIdentity = baselineIdentity
    self.convention = convention
  }

  package init(in folder: RunFolder) throws {
    let file = folder.url.appending(path: Self.fileName)
    self = try RunFolder.decode(RunJob.self, from: file, schemas: 1...Self.currentSchema)
  }

  /// This job with the validation figures of the single-task runs of a repetition as baseline.
  package func against(_ baseline: [String: [String: Double]], of repetition: Repetition) -> RunJob {
    var job = self
    job.baseline = baseline
    job.baselineIdentity = "single-task, \(repetition.name)"
    return job
  }

  /// The baseline of an evaluation's Δm, without the metrics that it leaves out; nil if there is no baseline, or no
  /// metric of it counts.
  package func measured(_ definitions: [MetricDefinition]) -> (baseline: Baseline, leftOut: [LeftOutMetric])? {
    guard let baseline else { return nil }
    let tasks = OrderedDictionary(grouping: definitions, by: \.task).map { task, definitions in
      TaskMetrics(
        task,
        definitions.map { MetricValue($0.name, baseline[task]?[$0.name] ?? .nan, $0.direction, isRatio: $0.isRatio) })
    }
    let measured = Baseline(identity: baselineIdentity ?? "single-task", seeds: [], tasks: tasks)
      .divisible(by: convention)
    return measured.baseline.tasks.isEmpty ? nil : measured
  }

  /// The Δm of an evaluation in percent; nil if there is no baseline, or a metric that counts is missing.
  package func deltaM(_ figures: [String: [String: Double]], _ definitions: [MetricDefinition]) -> Double? {
    guard let against = measured(definitions)?.baseline else { return nil }
    let own = against.tasks.map { task in
      TaskMetrics(
        task.task,
        task.metrics.map {
          MetricValue($0.name, figures[task.task]?[$0.name] ?? .nan, $0.direction, isRatio: $0.isRatio)
        })
    }
    return try? DeltaM(of: own, against: against, convention).percent
  }
}
