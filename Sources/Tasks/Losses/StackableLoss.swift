import Torch

/// A loss that one pass computes for many tasks, whose predictions and targets lie together in ``TaskTensors``.
///
/// ```swift
/// let loss = BinaryCrossEntropy()
/// let losses = loss.losses(Tensor.zeros([64, 617, 1]), targets)   // targets [64, 617], losses [617]
/// ```
public protocol StackableLoss: ElementwiseLoss {
  /// The loss and its settings in words: one pass computes the tasks of equal words. It is nil for settings with which a loss
  /// is computed alone.
  var stack: String? { get }

  /// Whether every element is known to have a label.
  var isComplete: Bool { get }

  /// The losses of the elements, `[batch, tasks, …]` with 0 for a missing label, and a mask of the labels of the same
  /// shape, in Booleans or whole numbers.
  ///
  /// - Parameters:
  ///   - predictions: `[batch, tasks, outputs]`.
  ///   - targets: `[batch, tasks]`, or `[batch, tasks, outputs]` for several labels or numbers.
  func elements(together predictions: Tensor, _ targets: Tensor) -> (losses: Tensor, mask: Tensor)
}

extension StackableLoss {
  /// Each task's mean over its labelled elements, `[tasks]` with the graph; 0, with gradients of 0, for a task without
  /// labels.
  public func losses(_ predictions: Tensor, _ targets: Tensor) -> Tensor {
    let (losses, mask) = elements(together: predictions, targets)
    let places = losses.placesOfTasks
    guard !isComplete else { return losses.mean(places) }
    return losses.sum(places) / mask.sum(places).clamp(min: 1)
  }

  /// The sums that a batch adds to each task's loss of a split, `[2, tasks]` in float64: see ``TaskLoss/sums(_:_:labels:)``.
  public func sums(together predictions: Tensor, _ targets: Tensor) -> Tensor {
    let (losses, mask) = elements(together: predictions, targets)
    let places = losses.placesOfTasks
    return Tensor.stack([losses.sum(places), mask.sum(places)].map { $0.to(.float64) })
  }
}

extension Tensor {
  /// The dimensions of `[batch, tasks, …]` other than that of the tasks.
  var placesOfTasks: [Int] { [0] + Array(2..<Swift.max(2, rank)) }
}

extension NumberLoss {
  public func elements(together predictions: Tensor, _ targets: Tensor) -> (losses: Tensor, mask: Tensor) {
    let predictions = predictions.widened()
    let targets = targets.shaped(like: predictions).to(predictions.dtype)
    let mask = NumberLabels(missing: missing).mask(targets)
    return (reduced(predictions, targets, where: mask, Reduction.none), mask)
  }
}

extension L1Loss: StackableLoss {
  public var stack: String? { "l1 \(missing) \(isComplete)" }
}

extension L2Loss: StackableLoss {
  public var stack: String? { "l2 \(missing) \(isComplete)" }
}

extension HuberLoss: StackableLoss {
  public var stack: String? { "huber \(delta) \(missing) \(isComplete)" }
}

extension BinaryCrossEntropy: StackableLoss {
  /// Factors of positive labels belong to one task's labels.
  public var stack: String? { positiveWeights == nil ? "binary-cross-entropy \(isComplete)" : nil }

  public func elements(together predictions: Tensor, _ targets: Tensor) -> (losses: Tensor, mask: Tensor) {
    let logits = predictions.widened()
    return masked(logits, targets.shaped(like: logits), Reduction.none)
  }
}

extension CrossEntropy: StackableLoss {
  /// Class weights belong to one task's classes.
  public var stack: String? {
    classWeights == nil ? "cross-entropy \(ignore) \(labelSmoothing) \(isComplete)" : nil
  }

  public func elements(together predictions: Tensor, _ targets: Tensor) -> (losses: Tensor, mask: Tensor) {
    let labels = (targets.rank > 2 ? targets.squeeze(2) : targets).to(.int64)
    return (elements(predictions.transpose(1, 2), labels), labels.notEqual(Double(ignore)))
  }
}
