import Torch

/// The absolute difference in the labels' own unit, for standardised predictions and labels. Example: durations in
/// days, if a network predicts standardised logarithms.
///
/// Predictions beyond the scale's limit have the loss of the limit and no gradient.
public struct RestoredL1Loss: ElementwiseLoss {
  /// The scale that returns standardised numbers to their own unit.
  public let scale: Scale
  private let difference: L1Loss

  public var likelihood: Likelihood { .laplace }

  /// Creates the loss.
  ///
  /// - Parameters:
  ///   - scale: returns standardised numbers to their own unit.
  ///   - isComplete: whether every element is known to have a label; otherwise NaN marks a missing one.
  public init(_ scale: Scale, isComplete: Bool = false) {
    self.scale = scale
    difference = L1Loss(isComplete: isComplete)
  }

  public func callAsFunction(_ prediction: Tensor, _ target: Tensor) -> Tensor {
    difference(scale.restore(prediction: prediction.widened()), restored(target, prediction))
  }

  public func elements(_ prediction: Tensor, _ target: Tensor) -> Tensor {
    difference.elements(scale.restore(prediction: prediction.widened()), restored(target, prediction))
  }

  private func restored(_ target: Tensor, _ prediction: Tensor) -> Tensor {
    scale.restore(target.to(prediction.widened().dtype))
  }
}
