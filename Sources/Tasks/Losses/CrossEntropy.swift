import Torch

/// The negative log-probability of the right class, from logits.
///
/// - Predictions: logits `[batch, classes]`, or `[batch, classes, height, width]` for dense tasks.
/// - Targets: class indices `[batch]` or `[batch, height, width]`; or, of a floating-point type, class probabilities of the
///   predictions' shape, NaN in a sample without label.
/// - With class weights the mean divides by the weights of the labels, as PyTorch's does.
public struct CrossEntropy: ElementwiseLoss {
  /// The class index that is no label.
  public let ignore: Int
  /// The share of the target that is spread evenly over all classes.
  ///
  /// Source: Szegedy et al., "Rethinking the Inception Architecture for Computer Vision" (CVPR 2016).
  public let labelSmoothing: Double
  /// Whether every element is known to have a label.
  public let isComplete: Bool
  private let weights: LossConstant?

  public var likelihood: Likelihood { .softmax }

  /// The factor of each class; nil for ones.
  public var classWeights: [Double]? { weights?.values }

  public init(
    ignore: Int = Labels.usualIgnoreIndex, labelSmoothing: Double = 0, classWeights: [Double]? = nil,
    isComplete: Bool = false
  ) {
    self.ignore = ignore
    self.labelSmoothing = labelSmoothing
    self.isComplete = isComplete
    weights = classWeights.map(LossConstant.init)
  }

  public func callAsFunction(_ prediction: Tensor, _ target: Tensor) -> Tensor {
    let logits = prediction.widened()
    if target.dtype.isFloatingPoint && target.rank == logits.rank { return meanOfSoft(logits, target) }
    let labels = target.classIndices(beside: logits)
    if isComplete { return loss(logits, labels, Reduction.mean) }
    let sum = loss(logits, labels, Reduction.sum)
    let mask = labels.notEqual(Double(ignore))
    guard let weights = weights?.beside(logits) else { return sum.divided(byLabelsIn: mask) }
    let ofLabels = weights.indexSelect(0, labels.clamp(min: 0, max: Double(weights.count - 1)).flatten())
    let total = (ofLabels * mask.flatten()).sum()
    return sum / Tensor.where(total.greater(0), total, total.onesLike())
  }

  public func elements(_ prediction: Tensor, _ target: Tensor) -> Tensor {
    let logits = prediction.widened()
    return target.dtype.isFloatingPoint && target.rank == logits.rank
      ? loss(logits, target.nanToNumber().to(logits.dtype), Reduction.none)
      : loss(logits, target.classIndices(beside: logits), Reduction.none)
  }

  private func meanOfSoft(_ logits: Tensor, _ target: Tensor) -> Tensor {
    if isComplete { return loss(logits, target.to(logits.dtype), Reduction.mean) }
    let mask = target.select(1, index: 0).isNaN().logicalNot()
    let sum = ATen.where(mask, elements(logits, target), logits.select(1, index: 0).zerosLike()).sum()
    return sum.divided(byLabelsIn: mask)
  }

  private func loss(_ logits: Tensor, _ target: Tensor, _ reduction: Int) -> Tensor {
    ATen.cross_entropy_loss(logits, target, weights?.beside(logits), reduction, ignore, labelSmoothing)
  }
}
