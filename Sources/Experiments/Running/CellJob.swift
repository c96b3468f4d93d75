import Foundation
import OrderedCollections
import Tasks
import Training

/// What a run needs to know beside its configuration: `job.json` in its folder, written by whoever planned the run.
public struct CellJob: Codable, Sendable {
  /// The schema that this version reads and writes.
  static let currentSchema = 1

  /// The file's schema; files from before there was a second one may not say it.
  private(set) var schema: Int? = CellJob.currentSchema
  public var experiment: String
  /// The catalogue's name, or `RunResult.singleTask`.
  public var method: String
  /// The row of the comparison.
  public var label: String
  public var role: RunResult.Role
  /// What was chosen for this run, as text.
  public var hyperparameters: [String: String]
  /// Against what Δm is computed on the validation split: task to metric to value; nil without single-task runs.
  public var baseline: [String: [String: Double]]?
  public var baselineIdentity: String?
  public var convention: DeltaM.Convention

  static let fileName = "job.json"

  public func save(in folder: RunFolder) throws {
    try folder.write(RunFolder.encoder(.prettyPrinted).encode(self), as: Self.fileName)
  }

  public init(
    experiment: String, method: String, label: String, role: RunResult.Role = .final,
    hyperparameters: [String: String] = [:], baseline: [String: [String: Double]]? = nil,
    baselineIdentity: String? = nil, convention: DeltaM.Convention = .metricMean
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

  public init(in folder: RunFolder) throws {
    let file = folder.url.appending(path: Self.fileName)
    self = try RunFolder.decode(CellJob.self, from: file, schemas: 1...Self.currentSchema)
  }

  /// The same with the validation figures of the single-task runs of a seed.
  func against(_ baseline: [String: [String: Double]], seed: Int) -> CellJob {
    var job = self
    job.baseline = baseline
    job.baselineIdentity = "single-task, seed \(seed)"
    return job
  }

  /// Δm of an evaluation in percent; nil where there is no baseline or a metric is missing.
  func deltaM(_ figures: [String: [String: Double]], _ definitions: [MetricDefinition]) -> Double? {
    guard let baseline else { return nil }
    func metrics(_ values: (String, String) -> Double?) -> [TaskMetrics]? {
      let tasks = OrderedDictionary(grouping: definitions, by: \.task)
      let result = tasks.map { task, definitions in
        TaskMetrics(
          task,
          definitions.compactMap { metric in
            values(task, metric.name).map { MetricValue(metric.name, $0, metric.direction) }
          })
      }
      return result.map(\.metrics.count).reduce(0, +) == definitions.count ? result : nil
    }
    guard let own = metrics({ figures[$0]?[$1] }), let reference = metrics({ baseline[$0]?[$1] }) else {
      return nil
    }
    let against = Baseline(identity: baselineIdentity ?? "single-task", seeds: [], tasks: reference)
    return try? DeltaM(of: own, against: against, convention).percent
  }
}
