import Components
import Torch

extension LearningTask {
  /// Checks that the loss and the metrics can be computed on samples with weights.
  ///
  /// - Throws: `SettingError` with the first that cannot.
  public func checkTakesWeights() throws(SettingError) {
    guard loss.takesWeights else {
      throw SettingError(
        "The task `\(name)` should have a loss that takes weights of samples. Found `\(type(of: loss))`.")
    }
    if let metric = metrics.first(where: { !$0.takesWeights }) {
      throw SettingError(
        "The task `\(name)` should have metrics that take weights of samples. Found `\(Found.cut(metric.name))`.")
    }
  }

  /// The loss of a batch, a scalar with its graph.
  ///
  /// - Parameter weights: the weight of each sample, `[batch]`; nil if all samples weigh the same.
  public func batchLoss(_ prediction: Tensor, _ target: Tensor, weights: Tensor?) -> Tensor {
    guard let weights else { return loss(prediction, target) }
    guard let loss = loss as? any WeightedLoss else { return refused() }
    return loss.weighted(prediction, target, weights: ofLabels(target, weights))
  }

  /// The numbers that a batch adds to the loss of a split, see ``TaskLoss/sums(_:_:labels:)``.
  ///
  /// - Parameter weights: the weight of each sample, `[batch]`; nil if all samples weigh the same.
  public func batchSums(_ prediction: Tensor, _ target: Tensor, weights: Tensor?) -> Tensor {
    guard let weights else { return loss.sums(prediction, target, labels: labelled(target)) }
    guard let loss = loss as? any WeightedLoss else { return refused() }
    return loss.weightedSums(prediction, target, weights: ofLabels(target, weights))
  }

  /// Whether a batch has a label whose sample has a weight above 0. It waits for the device of the target.
  public func isLabelled(_ target: Tensor, weights: Tensor?) -> Bool {
    let labels = weights.map { ofLabels(target, $0).greater(0).sum() } ?? labelled(target)
    return labels.item() > 0
  }

  /// The weights of samples as those of labels, in float64; 0 without a label.
  private func ofLabels(_ target: Tensor, _ weights: Tensor) -> Tensor {
    let mask = labels.mask(target)
    return weights.to(mask.device, .float64).spread(over: mask.shape) * mask
  }

  private func refused() -> Tensor {
    failOperation("the loss of the task `\(name)` should take weights of samples.")
    return .failed
  }
}
