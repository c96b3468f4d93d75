import Torch

/// One thing that a network learns: what its labels are, how its predictions are judged in training (the loss) and
/// afterwards (the metrics).
///
/// ```swift
/// let tasks: [LearningTask] = [
///   .segmentation("segmentation", classes: 13), .depth("depth"), .normals("normals"),
///   try .regression("motor", mean: 21.3, standardDeviation: 8.1, unit: "points").measured(by: ["mae", "r2"]),
/// ]
/// ```
public struct LearningTask: Sendable {
  public enum Kind: String, Hashable, Sendable, CaseIterable {
    case classification, segmentation, depth, normals, regression, binary

    /// Whether there is a prediction for every pixel.
    public var isDense: Bool { self == .segmentation || self == .depth || self == .normals }
  }

  /// How losses on the batches of a split become one.
  public enum LossAveraging: String, Hashable, Sendable, CaseIterable {
    /// The loss of the whole split, whatever the batches: see ``TaskLoss/sums(_:_:labels:)``.
    case labels
    /// The mean of the batches' losses, each batch with labels counting the same; for comparisons with results that were
    /// measured this way.
    case batches
  }

  /// The name in configurations, files and errors. It may hold anything, also nothing; tasks that are trained together
  /// have different names.
  public let name: String
  public let kind: Kind
  /// The channels of the task's head.
  public let outputs: Int
  /// What its targets hold.
  public let labels: Labels
  /// How standardised numbers return to their own unit.
  public let scale: Scale
  /// The unit of its numbers, such as "m".
  public let unit: String
  public internal(set) var loss: any TaskLoss
  /// The metrics; the first is the main one.
  public internal(set) var metrics: [Metric]
  /// How its losses on the batches of a split become one.
  public internal(set) var lossAveraging = LossAveraging.labels

  /// - Parameter metrics: at least one.
  /// - Throws: ``SettingError`` without a metric or an output, or where a metric is named twice.
  public init(
    _ name: String, _ kind: Kind, outputs: Int, labels: Labels, scale: Scale = .identity, unit: String = "",
    loss: any TaskLoss, metrics: [Metric]
  ) throws(SettingError) {
    try Self.check(metrics, of: name)
    guard outputs > 0 else { throw .shouldBe("outputs", "positive for the task `\(name)`", found: "\(outputs)") }
    self.init(
      checked: name, kind, outputs: outputs, labels: labels, scale: scale, unit: unit, loss: loss, metrics: metrics)
  }

  init(
    checked name: String, _ kind: Kind, outputs: Int, labels: Labels, scale: Scale = .identity, unit: String = "",
    loss: any TaskLoss, metrics: [Metric]
  ) {
    self.name = name
    self.kind = kind
    self.outputs = outputs
    self.labels = labels
    self.scale = scale
    self.unit = unit
    self.loss = loss
    self.metrics = metrics
  }

  /// A metric that stands twice would count twice in Δm.
  static func check(_ metrics: [Metric], of task: String) throws(SettingError) {
    guard !metrics.isEmpty else { throw SettingError("The task `\(task)` should have a metric. Found none.") }
    var names: Set<String> = []
    for metric in metrics where !names.insert(metric.name).inserted {
      throw SettingError("The task `\(task)` should have each metric once. Found `\(Found.cut(metric.name))` twice.")
    }
  }

  /// How many elements of a target have a label, as a scalar on its device.
  public func labelled(_ target: Tensor) -> Tensor { labels.count(target) }

  /// Checks targets in host memory: no class or number that cannot be a label, no direction whose length is not 1, no negative
  /// distance.
  ///
  /// - Throws: ``LabelError`` that names the task, the range and what was found.
  public func validate(_ target: Tensor) throws(LabelError) {
    try labels.validate(target, task: name)
    if kind == .depth { try labels.validateDistances(target, task: name) }
  }

  /// Gathers the task's metrics over a split.
  public func evaluation() -> Evaluation { Evaluation(task: name, metrics: metrics) }
}
