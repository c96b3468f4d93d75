import Statistics

/// One metric of one task, as a number that knows which way is better.
public struct MetricValue: Sendable, Hashable {
  /// The metric's name, as printed ("mIoU", "absolute error").
  public var name: String

  /// The value, in the metric's own unit.
  public var value: Double

  /// The direction in which the metric is better.
  public var direction: Direction

  /// Whether a relative change means something; see ``Metric/isRatio``.
  public var isRatio: Bool

  public init(_ name: String, _ value: Double, _ direction: Direction, isRatio: Bool = true) {
    self.name = name
    self.value = value
    self.direction = direction
    self.isRatio = isRatio
  }
}

/// The metrics of one task in a fixed order. The first is the task's main metric unless another is named.
public struct TaskMetrics: Sendable, Hashable {
  public var task: String
  public var metrics: [MetricValue]

  public init(_ task: String, _ metrics: [MetricValue]) {
    self.task = task
    self.metrics = metrics
  }
}
