import Torch

/// A loss: how far a task's predictions are from its labels.
public protocol TaskLoss: Sendable {
  /// The likelihood that the loss stands for.
  var likelihood: Likelihood { get }

  /// The mean over the labelled elements, as a scalar with its graph. If no element has a label, it and its gradients
  /// are exactly 0. It does not wait for the device.
  func callAsFunction(_ prediction: Tensor, _ target: Tensor) -> Tensor

  /// The numbers that a batch adds to the loss of a split, float64 on the predictions' device. They are summed over the
  /// batches, so that the loss of a split does not depend on how it is divided into batches.
  ///
  /// By default they are the batch's loss times its number of labels, and that number: the loss of a split is then the
  /// mean over its labels. A loss that divides by something else, such as the weights of the labels, or that is no
  /// mean, has its own numbers.
  ///
  /// - Parameter labels: the number of elements of the target with a label, a scalar.
  func sums(_ prediction: Tensor, _ target: Tensor, labels: Tensor) -> Tensor

  /// The loss of a split from the sums over its batches; nil if nothing of the split counts.
  func loss(ofSums sums: [Double]) -> Double?

  /// Whether the loss honours weights of samples; true for a ``WeightedLoss``.
  var takesWeights: Bool { get }
}

extension TaskLoss {
  public func sums(_ prediction: Tensor, _ target: Tensor, labels: Tensor) -> Tensor {
    Self.sums(self(prediction, target), weight: labels)
  }

  public var takesWeights: Bool { self is any WeightedLoss }

  public func loss(ofSums sums: [Double]) -> Double? { sums[1] > 0 ? sums[0] / sums[1] : nil }

  /// The sums of a mean, from its value and its divisor.
  static func sums(_ mean: Tensor, weight: Tensor) -> Tensor {
    let weight = weight.to(mean.device, .float64)
    // The mean over nothing may be NaN.
    let sum = Tensor.where(weight.greater(0), mean.to(.float64) * weight, weight.zerosLike())
    return Tensor.stack([sum, weight])
  }
}

/// A loss that is the mean of one number for each element, and can give those numbers.
public protocol ElementwiseLoss: WeightedLoss {
  /// The loss of each element; 0 for a missing label.
  func elements(_ prediction: Tensor, _ target: Tensor) -> Tensor

  /// What each element adds to the divisor of the mean, such as the weight of its class; nil for one each.
  func divisors(_ target: Tensor, beside prediction: Tensor) -> Tensor?
}

extension Tensor {
  /// The tensor in float32 or wider. Losses of half-precision predictions would lose their small differences.
  func widened() -> Tensor {
    switch dtype {
    case .float16, .bfloat16: to(.float32)
    default: self
    }
  }

  /// The targets in a prediction's shape: `[batch]` becomes `[batch, 1]`. The prediction must hold as many elements.
  func shaped(like prediction: Tensor) -> Tensor {
    let (shape, wanted) = (shape, prediction.shape)
    if shape == wanted { return self }
    guard isValid, prediction.isValid,
      requirement(
        count == prediction.count, "targets should have as many elements as predictions \(wanted). Found \(shape).")
    else { return .failed }
    return reshape(wanted)
  }

  /// A sum over labelled elements as their mean: divided by the number of labels, or by one if there is none.
  func divided(byLabelsIn mask: Tensor) -> Tensor { self / mask.sum().clamp(min: 1) }
}

/// The distribution of the labels around the prediction whose negative logarithm a loss is, up to constants.
/// Uncertainty weightings scale a loss by it: with σ the scale, a Laplace loss enters as L/σ, a Gaussian as L/(2σ²), a
/// softmax as L/σ².
///
/// Source: Kendall, Gal, Cipolla, [Multi-Task Learning Using Uncertainty to Weigh Losses for Scene Geometry and
/// Semantics](https://arxiv.org/abs/1705.07115), CVPR 2018.
public enum Likelihood: String, Hashable, Sendable, CaseIterable {
  case gaussian
  case laplace
  case softmax
}

/// LibTorch's numbers for what happens to the losses of the elements.
enum Reduction {
  static let none = 0
  static let mean = 1
  static let sum = 2
}

/// A loss times a constant.
package struct ScaledLoss: WeightedLoss {
  let base: any TaskLoss
  let factor: Double

  package init(_ base: any TaskLoss, times factor: Double) {
    self.base = base
    self.factor = factor
  }

  package var likelihood: Likelihood { base.likelihood }

  package func callAsFunction(_ prediction: Tensor, _ target: Tensor) -> Tensor { base(prediction, target) * factor }

  package func sums(_ prediction: Tensor, _ target: Tensor, labels: Tensor) -> Tensor {
    base.sums(prediction, target, labels: labels)
  }

  package var takesWeights: Bool { base.takesWeights }

  package func weighted(_ prediction: Tensor, _ target: Tensor, weights: Tensor) -> Tensor {
    weightedBase { $0.weighted(prediction, target, weights: weights) } * factor
  }

  package func weightedSums(_ prediction: Tensor, _ target: Tensor, weights: Tensor) -> Tensor {
    weightedBase { $0.weightedSums(prediction, target, weights: weights) }
  }

  private func weightedBase(_ compute: (any WeightedLoss) -> Tensor) -> Tensor {
    if let base = base as? any WeightedLoss { return compute(base) }
    failOperation("the loss `\(type(of: base))` should take weights of samples.")
    return .failed
  }

  package func loss(ofSums sums: [Double]) -> Double? { base.loss(ofSums: sums).map { $0 * factor } }
}
