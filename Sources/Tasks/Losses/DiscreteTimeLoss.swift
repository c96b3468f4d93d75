import Components
import Torch

/// The cross-entropy of surviving intervals of time: with q_k the probability of surviving interval k for who has survived those
/// before, the mean over all samples and intervals of
///
///     − a_k log q_k − b_k log(1 − q_k)
///
/// where a sample that survives interval k has a_k = 1, and one with its event in it b_k = 1; see ``SurvivalLabels/course(_:of:)``. It does
/// not depend on who else is in the batch.
///
/// - Predictions: logits of the q_k, `[batch, intervals]`.
/// - Targets: ``SurvivalLabels`` with intervals, `[batch]`.
///
/// Source: M. Gensheimer, B. Narasimhan, [A Scalable Discrete-Time Survival Model for Neural
/// Networks](https://arxiv.org/abs/1805.00917), PeerJ 7, 2019, which sums over the intervals.
public struct DiscreteTimeLoss: WeightedLoss {
  public static let card = LossCard(
    About(
      "discrete-time", "the cross-entropy of surviving each interval of time",
      citation: Citation(
        "Gensheimer, Narasimhan", "A Scalable Discrete-Time Survival Model for Neural Networks", "PeerJ 7", 2019,
        "arXiv 1805.00917")),
    of: SurvivalLabels.self
  ) { _, labels throws(SettingError) in
    guard !labels.intervals.isEmpty else {
      throw SettingError("`discrete-time` should stand with a task with `intervals`. Found none.")
    }
    return DiscreteTimeLoss(labels)
  }

  private let labels: SurvivalLabels

  /// - Parameter labels: with intervals.
  public init(_ labels: SurvivalLabels) {
    require(!labels.intervals.isEmpty, "a discrete-time loss should have intervals. Found none.")
    self.labels = labels
  }

  public var likelihood: Likelihood { .softmax }

  public func callAsFunction(_ prediction: Tensor, _ target: Tensor) -> Tensor {
    let losses = ofSamples(prediction.widened(), target)
    return losses.sum().divided(byLabelsIn: labels.mask(target.flatten()))
  }

  public func weighted(_ prediction: Tensor, _ target: Tensor, weights: Tensor) -> Tensor {
    let losses = ofSamples(prediction.widened(), target), weights = weights.flatten()
    return (losses * (weights / weights.sum().orOne).to(losses.dtype)).sum()
  }

  public func weightedSums(_ prediction: Tensor, _ target: Tensor, weights: Tensor) -> Tensor {
    let losses = ofSamples(prediction.to(.float64), target), weights = weights.flatten()
    return Tensor.stack([(losses * weights).sum(), weights.sum()])
  }

  /// The mean over the intervals of each sample's losses, `[batch]`; 0 for a missing label.
  private func ofSamples(_ logits: Tensor, _ target: Tensor) -> Tensor {
    let (survived, died) = labels.course(target, of: logits.dtype)
    return -(survived * logits.logSigmoid() + died * (-logits).logSigmoid()).mean([1])
  }
}
