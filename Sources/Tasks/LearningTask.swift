import Components
import Torch

/// One thing that a network learns: the form of its labels, the loss that judges its predictions in training, and the
/// metrics that judge them afterwards.
///
/// ```swift
/// let tasks: [LearningTask] = [
///   .segmentation("segmentation", classes: 13), .depth("depth"), .normals("normals"),
///   try .regression("motor", mean: 21.3, standardDeviation: 8.1, unit: "points").measured(by: ["mae", "r2"]),
/// ]
/// ```
public struct LearningTask: Sendable {
  /// The rule that makes one loss of the losses of a split's batches.
  public enum LossAveraging: String, Hashable, Sendable, CaseIterable {
    /// The loss of the whole split, which does not depend on the batches: see ``TaskLoss/sums(_:_:labels:)``.
    case labels
    /// The mean of the batches' losses, each batch with labels counting the same. Use it to compare with results that
    /// were measured this way.
    case batches
  }

  /// The name in configurations, files and errors. Any text can be a name, also the empty one. Tasks that are trained
  /// together have different names.
  public let name: String
  /// The kind of the task.
  public let kind: Kind
  /// The channels of the task's head.
  public let outputs: Int
  /// Its labels, with the form of its targets.
  public let labels: Labels
  /// The scale that returns standardised numbers to their own unit.
  public let scale: Scale
  /// The unit of its numbers, such as "m".
  public let unit: String
  /// The loss, which judges predictions in training.
  public internal(set) var loss: any TaskLoss
  /// The metrics; the first is the main one.
  public internal(set) var metrics: [Metric]
  /// The rule that makes one loss of the losses of a split's batches.
  public internal(set) var lossAveraging = LossAveraging.labels

  /// Creates a task.
  ///
  /// - Parameter metrics: at least one; the first is the main metric.
  /// - Throws: ``SettingError`` without a metric or an output, or if a metric is named twice.
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

  /// Checks that no metric is named twice, since it would count twice in Δm.
  static func check(_ metrics: [Metric], of task: String) throws(SettingError) {
    guard !metrics.isEmpty else { throw SettingError("The task `\(task)` should have a metric. Found none.") }
    var names: Set<String> = []
    for metric in metrics where !names.insert(metric.name).inserted {
      throw SettingError("The task `\(task)` should have each metric once. Found `\(Found.cut(metric.name))` twice.")
    }
  }

  /// The number of elements of a target with a label, as a scalar on the target's device.
  public func labelled(_ target: Tensor) -> Tensor { labels.count(target) }

  /// Checks targets in host memory: no class or number that cannot be a label, no direction whose length is not 1, no negative
  /// distance.
  ///
  /// - Throws: ``LabelError`` that names the task, the range and what was found.
  public func validate(_ target: Tensor) throws(LabelError) {
    try labels.validate(target, task: name)
    guard kind.isOfDistances, target.count > 0 else { return }
    try labels.form.refuse(
      target, where: target.less(0).logicalAnd(labels.mask(target)), task: name, should: "be distances above 0")
  }

  /// A new evaluation, which gathers the task's metrics over a split.
  public func evaluation() -> Evaluation { Evaluation(task: name, metrics: metrics) }
}

extension LearningTask {
  /// A network's output in a person's terms: the class number, the probability of yes, the number in its own unit, or a
  /// unit vector.
  ///
  /// - Parameter output: `[batch, outputs, …]`.
  /// - Returns: `[batch, …]` of int64 for classes, the output's shape otherwise.
  ///
  /// Probabilities and restored numbers are float64, because float32 is too coarse for metrics: it has steps of 128
  /// near 1.7e9, and no probability between 1 and 1 − 6e-8.
  public func prediction(_ output: Tensor) -> Tensor { labels.form.prediction(output, scale: scale) }

  /// The probability of each class, `[sample, class]` in float64. It is nil for tasks without classes, and for tasks
  /// with a class for each pixel.
  public func classProbabilities(_ output: Tensor) -> Tensor? {
    kind.isDense ? nil : labels.form.classProbabilities(output)
  }
}
