import Torch

/// A loss of the difference between a predicted and a measured number.
///
/// - Targets: as many numbers, in the same unit; `missing` for a missing label.
/// - Targets: as many numbers, in the same unit; `missing` where there is no label.
public protocol NumberLoss: ElementwiseLoss {
  /// The value that stands for "no label": NaN, or one that cannot be measured, such as depth 0.
  var missing: Double { get }

  /// Whether every element is known to have a label.
  var isComplete: Bool { get }

  /// LibTorch's loss with one of its reductions.
  func reduced(_ prediction: Tensor, _ target: Tensor, _ reduction: Int) -> Tensor
}

extension NumberLoss {
  public func callAsFunction(_ prediction: Tensor, _ target: Tensor) -> Tensor {
    let prediction = prediction.widened()
    let target = target.shaped(like: prediction).to(prediction.dtype)
    if isComplete { return reduced(prediction, target, Reduction.mean) }
    let mask = NumberLabels(missing: missing).mask(target)
    return reduced(prediction, target, where: mask, Reduction.sum).divided(byLabelsIn: mask)
  }

  public func elements(_ prediction: Tensor, _ target: Tensor) -> Tensor {
    let prediction = prediction.widened()
    let target = target.shaped(like: prediction).to(prediction.dtype)
    return reduced(prediction, target, where: NumberLabels(missing: missing).mask(target), Reduction.none)
  }

  /// LibTorch's loss over the labelled elements. Without a label both sides are the same finite number, which gives no
  /// loss, and a gradient of zero instead of 0 · NaN.
  func reduced(_ prediction: Tensor, _ target: Tensor, where mask: Tensor, _ reduction: Int) -> Tensor {
    let target = missing.isNaN ? target.maskedFill(mask: mask.logicalNot(), 0) : target
    return reduced(Tensor.where(mask, prediction, target), target, reduction)
  }
}
