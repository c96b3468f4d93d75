import Components
import Torch

/// The negative log-probability of the right class, from logits.
///
/// - Predictions: logits `[batch, classes]`, or `[batch, classes, height, width]` for dense tasks.
/// - Targets: class indices `[batch]` or `[batch, height, width]`; or, of a floating-point type, class probabilities of the
///   predictions' shape, NaN in a sample without label.
/// - With class weights the mean divides by the weights of the labels, as PyTorch's does.
public struct CrossEntropy: ElementwiseLoss {
  public static let card = LossCard(
    About(
      "cross-entropy", "the negative log-probability of the right class",
      settings: [
        Setting(
          "label-smoothing", .number(.properFraction), default: 0,
          "the share of the target that is spread evenly over all classes"),
        Setting(
          "class-weights", .numbersByName(.nonNegative),
          "the factor of each class, in their order or by name; ones by default"),
      ]),
    of: ClassLabels.self
  ) { setup, labels throws(SettingError) in
    CrossEntropy(
      ignore: labels.ignore, labelSmoothing: setup.settings.number("label-smoothing"),
      classWeights: try setup.settings.numbers("class-weights", oneForEach: "class", count: labels.classes),
      isComplete: setup.isComplete)
  }

  /// The class index that is no label.
  public let ignore: Int
  /// The share of the target that is spread evenly over all classes.
  ///
  /// Source: Szegedy et al., [Rethinking the Inception Architecture for Computer
  /// Vision](https://arxiv.org/abs/1512.00567), CVPR 2016.
  public let labelSmoothing: Double
  /// Whether every element is known to have a label.
  public let isComplete: Bool
  private let weights: LossConstant?
  /// Whether all labels of a batch may have the weight zero; their mean does not exist.
  private let hasZeroWeight: Bool

  public var likelihood: Likelihood { .softmax }

  /// The factor of each class; nil if all are one.
  public var classWeights: [Double]? { weights?.values }

  public init(
    ignore: Int = ClassLabels.usualIgnoreIndex, labelSmoothing: Double = 0, classWeights: [Double]? = nil,
    isComplete: Bool = false
  ) {
    self.ignore = ignore
    self.labelSmoothing = labelSmoothing
    self.isComplete = isComplete
    weights = classWeights.map(LossConstant.init)
    hasZeroWeight = classWeights?.contains(0) ?? false
  }

  public func callAsFunction(_ prediction: Tensor, _ target: Tensor) -> Tensor {
    let logits = prediction.widened()
    if target.dtype.isFloatingPoint && target.rank == logits.rank { return meanOfSoft(logits, target) }
    let labels = target.classIndices(beside: logits)
    if isComplete && !hasZeroWeight { return loss(logits, labels, Reduction.mean) }
    let sum = loss(logits, labels, Reduction.sum)
    let mask = labels.notEqual(Double(ignore))
    guard let weights = weights?.beside(logits) else { return sum.divided(byLabelsIn: mask) }
    let total = weight(of: labels, mask, weights)
    return sum / Tensor.where(total.greater(0), total, total.onesLike())
  }

  /// The sums of a batch. With class weights, the weights of the labels replace their number.
  public func sums(_ prediction: Tensor, _ target: Tensor, labels: Tensor) -> Tensor {
    let mean = self(prediction, target)
    if target.dtype.isFloatingPoint && target.rank == prediction.rank {
      return Self.sums(mean, weight: target.select(1, index: 0).isNaN().logicalNot().sum())
    }
    guard let weights = weights?.beside(prediction.widened()) else { return Self.sums(mean, weight: labels) }
    let indices = target.classIndices(beside: prediction)
    return Self.sums(mean, weight: weight(of: indices, indices.notEqual(Double(ignore)), weights))
  }

  /// The sum of the weights of the labels.
  private func weight(of labels: Tensor, _ mask: Tensor, _ weights: Tensor) -> Tensor {
    (Self.ofLabels(labels, weights) * mask.flatten()).sum()
  }

  /// The weight of each label's class.
  private static func ofLabels(_ labels: Tensor, _ weights: Tensor) -> Tensor {
    weights.indexSelect(0, labels.clamp(min: 0, max: Double(weights.count - 1)).flatten())
  }

  /// The weight of each label's class; nil without class weights.
  public func divisors(_ target: Tensor, beside prediction: Tensor) -> Tensor? {
    (weights?.beside(prediction.widened())).map { Self.ofLabels(target.classIndices(beside: prediction), $0) }
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
