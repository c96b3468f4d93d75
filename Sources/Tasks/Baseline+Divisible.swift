/// A metric that a Δm leaves out, and why: nothing can be relative to its baseline, or nothing was measured.
public struct LeftOutMetric: Sendable, Hashable {
  /// The reason why a metric is left out.
  public enum Reason: String, Sendable, Hashable, Codable {
    case notRatio = "a relative change of it means nothing"
    case beside = "shown next to the others"
    case zero = "its baseline is 0"
    case undefined = "its baseline is not defined"
    case unmeasured = "no method has a value of it"
  }

  public var task: String
  public var metric: String
  public var reason: Reason

  /// Whether the metric is left out by its kind, and not because of a value that was found.
  public var isExpected: Bool { reason == .notRatio || reason == .beside }

  public init(task: String, metric: String, reason: Reason) {
    self.task = task
    self.metric = metric
    self.reason = reason
  }

  /// The metric and its task: "`f1` of `z`".
  public var name: String { "`\(metric)` of `\(task)`" }
}

extension Baseline {
  /// The part of a baseline that a Δm can be relative to, with the metrics that it leaves out by name.
  ///
  /// A relative change has no value if the baseline is 0 or not finite: a rare class that no single-task network finds
  /// has an F1 of 0, and a constant column no R². Such a metric is left out, and in ``DeltaM/Convention/ratioMean``
  /// also a metric that is on no ratio scale. A task without any metric left is left out too. In a convention with one
  /// metric for each task, a task whose main metric is left out is left out as a whole: another metric would be another
  /// measure.
  ///
  /// - Parameter mainMetrics: as in ``DeltaM/init(of:against:_:mainMetrics:)``.
  public func divisible(
    by convention: DeltaM.Convention, mainMetrics: [String: String] = [:]
  ) -> (baseline: Baseline, leftOut: [LeftOutMetric]) {
    var kept: [TaskMetrics] = []
    var leftOut: [LeftOutMetric] = []
    for task in tasks {
      let wrong = task.metrics.filter { reason(to: convention, leaveOut: $0) != nil }
      let main = mainMetrics[task.task] ?? task.metrics.first?.name
      let counted = convention == .oneMetricPerTask ? wrong.filter { $0.name == main } : wrong
      leftOut += counted.compactMap { metric in
        reason(to: convention, leaveOut: metric).map { .init(task: task.task, metric: metric.name, reason: $0) }
      }
      guard convention != .oneMetricPerTask || counted.isEmpty else { continue }
      let rest = task.metrics.filter { metric in !wrong.contains { $0.name == metric.name } }
      if !rest.isEmpty { kept.append(TaskMetrics(task.task, rest)) }
    }
    return (Baseline(identity: identity, seeds: seeds, tasks: kept), leftOut)
  }

  private func reason(to convention: DeltaM.Convention, leaveOut metric: MetricValue) -> LeftOutMetric.Reason? {
    if convention == .ratioMean && !metric.isRatio { return Metrics.isRatio(metric.name) ? .beside : .notRatio }
    if metric.value == 0 { return .zero }
    return metric.value.isFinite ? nil : .undefined
  }
}
