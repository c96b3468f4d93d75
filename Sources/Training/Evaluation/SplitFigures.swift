import OrderedCollections

/// The figures of a network on one split.
public struct SplitFigures: Sendable, Codable {
  /// The loss of each task over the labels of the split, see `TaskLoss.sums(_:_:labels:)`; a task without labels is
  /// absent.
  public var losses: OrderedDictionary<String, Double>
  /// Each task's metrics by name. A metric without any label, or not defined for the labels of the split, is absent.
  public var metrics: OrderedDictionary<String, OrderedDictionary<String, Double>>
  /// The number of labels that metrics leave out, by task and metric. Metrics that leave out none are absent.
  public var leftOut: OrderedDictionary<String, OrderedDictionary<String, Int>> = [:]

  /// Creates figures by task, in the tasks' order.
  public init(
    losses: OrderedDictionary<String, Double>, metrics: OrderedDictionary<String, OrderedDictionary<String, Double>>
  ) {
    self.losses = losses
    self.metrics = metrics
  }
}
