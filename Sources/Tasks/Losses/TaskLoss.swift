import Torch

/// How far a task's predictions are from its labels.
public protocol TaskLoss: Sendable {
  /// The likelihood that the loss stands for.
  var likelihood: Likelihood { get }

  /// The mean over the labelled elements, as a scalar with its graph. Where no element has a label it is exactly 0, and
  /// so are its gradients; nothing waits for the device.
  func callAsFunction(_ prediction: Tensor, _ target: Tensor) -> Tensor

  /// What a batch adds to the loss of a split, as float64 numbers on the predictions' device: they are summed over the
  /// batches, so that the loss of a split does not depend on how it is divided into batches.
  ///
  /// By default the batch's loss times its number of labels, and that number: the loss of a split is then the mean over its
  /// labels. A loss that divides by something else, such as the weights of the labels, or that is no mean, gives its own.
  ///
  /// - Parameter labels: how many elements of the target have a label, a scalar.
  func sums(_ prediction: Tensor, _ target: Tensor, labels: Tensor) -> Tensor

  /// The loss of a split from the sums over its batches; nil where nothing of the split counts.
  func loss(ofSums sums: [Double]) -> Double?
}

extension TaskLoss {
  public func sums(_ prediction: Tensor, _ target: Tensor, labels: Tensor) -> Tensor {
    Self.sums(self(prediction, target), weight: labels)
  }

  public func loss(ofSums sums: [Double]) -> Double? { sums[1] > 0 ? sums[0] / sums[1] : nil }

  /// The sums of a mean from its value and what it divides by.
  static func sums(_ mean: Tensor, weight: Tensor) -> Tensor {
    let weight = weight.to(mean.device, .float64)
    // The mean over nothing may be NaN.
    let sum = Tensor.where(weight.greater(0), mean.to(.float64) * weight, weight.zerosLike())
    return Tensor.stack([sum, weight])
  }
}

/// A loss that is a mean of one number for each element, and can show those numbers.
public protocol ElementwiseLoss: TaskLoss {
  /// The loss of each element, 0 where there is no label.
  func elements(_ prediction: Tensor, _ target: Tensor) -> Tensor
}

/// LibTorch's numbers for what happens to the losses of the elements.
enum Reduction {
  static let none = 0
  static let mean = 1
  static let sum = 2
}

extension Tensor {
  /// In float32 at least: losses of half-precision predictions lose their small differences.
  func widened() -> Tensor {
    switch dtype {
    case .float16, .bfloat16: to(.float32)
    default: self
    }
  }

  /// The targets in a prediction's shape, which must hold as many elements: `[batch]` becomes `[batch, 1]`.
  func shaped(like prediction: Tensor) -> Tensor {
    let (shape, wanted) = (shape, prediction.shape)
    if shape == wanted { return self }
    guard isValid, prediction.isValid,
      requirement(
        count == prediction.count, "targets should have as many elements as predictions \(wanted). Found \(shape).")
    else { return .failed }
    return reshape(wanted)
  }

  /// A sum over labelled elements as their mean: divided by their number, by one where there is none.
  func divided(byLabelsIn mask: Tensor) -> Tensor { self / mask.sum().clamp(min: 1) }
}
