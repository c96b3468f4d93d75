import Datasets
import Runs
import Statistics
import Tasks

/// The score by which single-task trainings of one task are compared before there is a baseline: the relative change of
/// the task's validation metrics against the medians of its grid, averaged in the comparison's convention.
///
/// The medians do not depend on the order of the grid, and a training that diverged hardly moves them. If a median is
/// zero, the validation loss decides.
struct SingleTaskScore {
  let task: String
  let convention: DeltaM.Convention
  /// The median of each metric over the grid.
  private let medians: [String: Double]
  private let usesLoss: Bool

  /// Computes the medians.
  ///
  /// - Parameter results: the results of the grid that have figures.
  init(_ task: String, _ results: [RunResult], _ convention: DeltaM.Convention) {
    self.task = task
    self.convention = convention
    let metrics = results.compactMap { $0.metrics[Split.validation]?[task] }
    var medians: [String: Double] = [:]
    for name in Set(metrics.flatMap(\.keys)) {
      medians[name] = Statistics.median(metrics.compactMap { $0[name] }.filter(\.isFinite))
    }
    self.medians = medians
    let names = results.first?.definitions.map(\.name) ?? []
    usesLoss = names.contains { medians[$0].map { $0 == 0 } ?? true }
  }

  /// The mean change in percent, in the convention's sign; nil if a figure is missing or not finite, and if losses
  /// decide.
  func percent(_ result: RunResult) -> Double? {
    guard !usesLoss, let own = result.metrics[Split.validation]?[task] else { return nil }
    func metrics(_ values: [String: Double]) -> TaskMetrics {
      TaskMetrics(
        task,
        result.definitions.compactMap { metric in values[metric.name].map { .init(metric.name, $0, metric.direction) } }
      )
    }
    let baseline = Baseline(identity: "medians of the grid", seeds: [], tasks: [metrics(medians)])
    return try? DeltaM(of: [metrics(own)], against: baseline, convention).percent
  }

  /// The score of a result; the smaller the better.
  func score(_ result: RunResult) -> Double? {
    let value = usesLoss ? result.losses[Split.validation]?[task] : percent(result).map { -convention.improvement($0) }
    return value.flatMap { $0.isFinite ? $0 : nil }
  }
}
