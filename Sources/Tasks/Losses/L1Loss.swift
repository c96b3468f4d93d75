import Components
import Torch

/// The absolute difference of prediction and label, in the labels' unit.
public struct L1Loss: NumberLoss {
  public static let card = LossCard(About("l1", title: "L1", "the absolute difference"), of: NumberLabels.self) {
    setup, labels in L1Loss(missing: labels.missing, isComplete: setup.isComplete)
  }

  public let missing: Double
  public let isComplete: Bool

  public var likelihood: Likelihood { .laplace }

  public init(missing: Double = .nan, isComplete: Bool = false) {
    self.missing = missing
    self.isComplete = isComplete
  }

  public func reduced(_ prediction: Tensor, _ target: Tensor, _ reduction: Int) -> Tensor {
    ATen.l1_loss(prediction, target, reduction)
  }
}
