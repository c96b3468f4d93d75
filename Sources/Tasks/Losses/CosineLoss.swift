import Components
import Torch

/// One minus the cosine of the angle between a predicted and a measured direction, such as a surface normal.
///
/// - Predictions: vectors along dimension 1 of any length, `[batch, 3, height, width]`; they are normalised here.
/// - Targets: unit vectors of the same shape, which are not normalised; the zero vector for a missing label.
///
/// For small angles the loss is half the squared angle in radians, so its likelihood counts as Gaussian.
public struct CosineLoss: ElementwiseLoss {
  public static let card = LossCard(
    About("cosine", "one minus the cosine of the angle between two directions"), of: DirectionLabels.self
  ) { setup, labels in CosineLoss(rule: labels.rule, isComplete: setup.isComplete) }

  /// The length below which a prediction is not scaled up further; PyTorch's default for normalisation.
  public static let usualEps = 1e-12

  /// The rule that decides whether a direction counts as a label.
  public let rule: DirectionLabels.Rule
  /// The length below which a prediction is not scaled up further.
  public let eps: Double
  /// Whether every element is known to have a label.
  public let isComplete: Bool

  public var likelihood: Likelihood { .gaussian }

  public init(rule: DirectionLabels.Rule = .anyComponent, eps: Double = usualEps, isComplete: Bool = false) {
    self.rule = rule
    self.eps = eps
    self.isComplete = isComplete
  }

  public func callAsFunction(_ prediction: Tensor, _ target: Tensor) -> Tensor {
    if isComplete { return 1 - cosines(prediction, target).mean() }
    let mask = DirectionLabels(rule).mask(target)
    let count = mask.sum()
    return (count - cosines(prediction, target, where: mask).sum()) / count.clamp(min: 1)
  }

  public func elements(_ prediction: Tensor, _ target: Tensor) -> Tensor {
    let mask = DirectionLabels(rule).mask(target)
    return mask.to(prediction.widened().dtype) - cosines(prediction, target, where: mask)
  }

  /// The cosines, 0 where there is no label. The product with a zero vector is 0 without a mask.
  private func cosines(_ prediction: Tensor, _ target: Tensor, where mask: Tensor) -> Tensor {
    let cosines = cosines(prediction, target)
    return rule == .anyComponent ? cosines : cosines.maskedFill(mask: mask.logicalNot(), 0)
  }

  private func cosines(_ prediction: Tensor, _ target: Tensor) -> Tensor {
    let prediction = prediction.widened()
    let products = (prediction * target.to(prediction.dtype)).sum([1])
    // Several times faster than a norm over dimension 1, forward and backward.
    return products * prediction.square().sum([1]).clamp(min: eps * eps).rsqrt()
  }
}
