import Torch

/// A loss that honours weights of samples: a sample of weight 2 counts as that sample twice, one of weight 0 as none.
///
/// The mean over the labelled elements, Σ e / n, becomes Σ w e / Σ w, where all elements of a sample have its weight; a loss
/// that divides by other numbers c, such as class weights, becomes Σ w e / Σ w c. A loss that is no mean has a form of its own.
public protocol WeightedLoss: TaskLoss {
  /// The loss of a batch whose samples have weights, a scalar with its graph; 0, with gradients of exactly 0, if no label
  /// has a weight above 0.
  ///
  /// - Parameter weights: the weight of each label in float64, on the predictions' device: the target's shape, without
  ///   dimension 1 for directions; 0 without a label.
  func weighted(_ prediction: Tensor, _ target: Tensor, weights: Tensor) -> Tensor

  /// The numbers that a batch whose samples have weights adds to the loss of a split, see ``TaskLoss/sums(_:_:labels:)``.
  func weightedSums(_ prediction: Tensor, _ target: Tensor, weights: Tensor) -> Tensor
}

extension ElementwiseLoss {
  public func divisors(_ target: Tensor, beside prediction: Tensor) -> Tensor? { nil }

  public func weighted(_ prediction: Tensor, _ target: Tensor, weights: Tensor) -> Tensor {
    let elements = elements(prediction, target), weights = weights.reshape(elements.shape)
    let shares = weights / divisor(prediction, target, weights).orOne
    return (elements * shares.to(elements.dtype)).sum()
  }

  public func weightedSums(_ prediction: Tensor, _ target: Tensor, weights: Tensor) -> Tensor {
    let elements = elements(prediction, target).to(.float64), weights = weights.reshape(elements.shape)
    return Tensor.stack([(elements * weights).sum(), divisor(prediction, target, weights)])
  }

  /// The divisor Σ w c of the loss.
  private func divisor(_ prediction: Tensor, _ target: Tensor, _ weights: Tensor) -> Tensor {
    guard let divisors = divisors(target, beside: prediction) else { return weights.sum() }
    return (weights * divisors.to(.float64).reshape(weights.shape)).sum()
  }
}

extension StackableLoss {
  /// Each task's loss of a batch whose samples have weights, `[tasks]` with the graph: Σ w e / Σ w over its labelled
  /// elements; 0, with gradients of exactly 0, for a task of which no label has a weight.
  ///
  /// - Parameter weights: the weight of each sample, `[batch]` in float64.
  public func losses(_ predictions: Tensor, _ targets: Tensor, weights: Tensor) -> Tensor {
    let (losses, mask) = elements(together: predictions, targets)
    let weights = weights.spread(over: mask.shape) * mask
    let shares = weights / weights.sum(losses.placesOfTasks, keepDim: true).orOne
    return (losses * shares.to(losses.dtype)).sum(losses.placesOfTasks)
  }

  /// The sums that a batch whose samples have weights adds to each task's loss of a split, `[2, tasks]` in float64.
  public func sums(together predictions: Tensor, _ targets: Tensor, weights: Tensor) -> Tensor {
    let (losses, mask) = elements(together: predictions, targets)
    let weights = weights.spread(over: mask.shape) * mask
    return Tensor.stack([losses.to(.float64) * weights, weights].map { $0.sum(losses.placesOfTasks) })
  }
}

extension Tensor {
  /// Numbers with one in place of zero, as divisors.
  var orOne: Tensor { Tensor.where(greater(0), self, onesLike()) }
}
