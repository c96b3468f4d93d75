import Components
import Torch

/// The Huber loss: half the squared difference up to `delta`, linear beyond: `delta (|d| − delta / 2)`.
///
/// Source: Huber, "Robust Estimation of a Location Parameter", Annals of Mathematical Statistics 35, 1964.
public struct HuberLoss: NumberLoss {
  public static let card = LossCard(
    About(
      "huber", title: "Huber", "half the squared difference up to `delta`, linear beyond",
      citation: Citation(
        "Huber", "Robust Estimation of a Location Parameter", "Annals of Mathematical Statistics 35", 1964),
      settings: [
        Setting(
          "delta", .number(.positive), default: .number(usualDelta),
          "the difference at which the loss becomes linear, in the target's unit", source: "PyTorch")
      ]),
    of: NumberLabels.self
  ) { setup, labels in
    HuberLoss(delta: setup.settings.number("delta"), missing: labels.missing, isComplete: setup.isComplete)
  }

  /// The default of `delta`, as in PyTorch.
  public static let usualDelta = 1.0

  /// The difference at which the loss becomes linear, in the target's unit.
  public let delta: Double
  public let missing: Double
  public let isComplete: Bool

  public var likelihood: Likelihood { .gaussian }

  public init(delta: Double = usualDelta, missing: Double = .nan, isComplete: Bool = false) {
    self.delta = delta
    self.missing = missing
    self.isComplete = isComplete
  }

  public func reduced(_ prediction: Tensor, _ target: Tensor, _ reduction: Int) -> Tensor {
    ATen.huber_loss(prediction, target, reduction, delta)
  }
}
