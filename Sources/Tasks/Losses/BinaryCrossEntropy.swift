import Components
import Torch

/// The cross-entropy of yes-or-no labels, from logits; several labels of one sample count as elements.
///
/// - Predictions: logits of any shape.
/// - Targets: 0 or 1 of the same shape; −1 or NaN where there is no label.
public struct BinaryCrossEntropy: ElementwiseLoss {
  public static let card = LossCard(
    About(
      "binary-cross-entropy", "the cross-entropy of yes-or-no labels",
      settings: [
        Setting(
          "positive-weights", .numbersByName(.positive),
          "the factor of positive labels, one for each label of a sample, in their order or by name; ones by default")
      ]),
    of: BinaryLabels.self
  ) { setup, _ throws(SettingError) in
    let weights =
      if let outputs = setup.outputs {
        try setup.settings.numbers("positive-weights", oneForEach: "yes-or-no label", count: outputs)
      } else {
        setup.settings.numbers("positive-weights")
      }
    return BinaryCrossEntropy(positiveWeights: weights, isComplete: setup.isComplete)
  }

  /// Whether every element is known to have a label.
  public let isComplete: Bool
  private let weights: LossConstant?

  public var likelihood: Likelihood { .softmax }

  /// The factor of the positive labels, one for each position of the last dimension; nil if all are one.
  public var positiveWeights: [Double]? { weights?.values }

  /// Creates the loss.
  ///
  /// - Parameters:
  ///   - positiveWeights: the factor of the positive labels, one for each position of the last dimension; nil for ones.
  ///   - isComplete: whether every element is known to have a label.
  public init(positiveWeights: [Double]? = nil, isComplete: Bool = false) {
    self.isComplete = isComplete
    weights = positiveWeights.map(LossConstant.init)
  }

  public func callAsFunction(_ prediction: Tensor, _ target: Tensor) -> Tensor {
    let logits = prediction.widened()
    let target = target.shaped(like: logits)
    if isComplete { return loss(logits, target.to(logits.dtype), nil, Reduction.mean) }
    let (losses, mask) = masked(logits, target, Reduction.sum)
    return losses.divided(byLabelsIn: mask)
  }

  public func elements(_ prediction: Tensor, _ target: Tensor) -> Tensor {
    let logits = prediction.widened()
    let target = target.shaped(like: logits)
    return masked(logits, target, Reduction.none).losses
  }

  /// The losses with 0 for missing labels, and a mask of whole numbers: 1 where there is a label, 0 where there is none.
  func masked(_ logits: Tensor, _ target: Tensor, _ reduction: Int) -> (losses: Tensor, mask: Tensor) {
    let labels = BinaryLabels.filled(target).to(logits.dtype)
    // Missing labels count as 0, since 0 · NaN is NaN.
    let mask = labels.isAtLeast(0)
    return (loss(logits, labels.clamp(min: 0), mask, reduction), mask.to(.int32))
  }

  private func loss(_ logits: Tensor, _ labels: Tensor, _ mask: Tensor?, _ reduction: Int) -> Tensor {
    if let count = weights?.values.count {
      let fits = requirement(
        logits.shape.last == count,
        "`positiveWeights` should have one number for each position of the last dimension of \(logits.shape). Found \(count)."
      )
      guard fits else { return .failed }
    }
    return ATen.binary_cross_entropy_with_logits(logits, labels, mask, weights?.beside(logits), reduction)
  }
}
