import Components
import Torch

/// The squared difference of prediction and label, in the square of the labels' unit.
public struct L2Loss: NumberLoss {
  public static let card = LossCard(About("l2", title: "L2", "the squared difference"), of: NumberLabels.self) {
    setup, labels in L2Loss(missing: labels.missing, isComplete: setup.isComplete)
  }

  public let missing: Double
  public let isComplete: Bool

  public var likelihood: Likelihood { .gaussian }

  public init(missing: Double = .nan, isComplete: Bool = false) {
    self.missing = missing
    self.isComplete = isComplete
  }

  public func reduced(_ prediction: Tensor, _ target: Tensor, _ reduction: Int) -> Tensor {
    ATen.mse_loss(prediction, target, reduction)
  }
}
