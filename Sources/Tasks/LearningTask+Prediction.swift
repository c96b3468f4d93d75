import Torch

extension LearningTask {
  /// A network's output in a person's terms: the class number, the probability of yes, the number in its own unit, or a
  /// unit vector.
  ///
  /// - Parameter output: `[batch, outputs, …]`.
  /// - Returns: `[batch, …]` of int64 for classes, the output's shape otherwise.
  ///
  /// Probabilities and restored numbers are float64, because float32 is too coarse for metrics: it has steps of 128
  /// near 1.7e9, and no probability between 1 and 1 − 6e-8.
  public func prediction(_ output: Tensor) -> Tensor {
    switch kind {
    case .classification, .segmentation: output.argmax(dim: 1)
    case .binary: output.to(.float64).sigmoid()
    case .normals: output / output.norm([1], keepDim: true).clamp(min: 1e-12)
    case .depth, .regression: scale == .identity ? output : scale.restore(prediction: output.to(.float64))
    }
  }

  /// The probability of each class, `[sample, class]` in float64. It is nil for tasks without classes, and for tasks
  /// with a class for each pixel.
  public func classProbabilities(_ output: Tensor) -> Tensor? {
    kind == .classification ? output.to(.float64).softmax(1) : nil
  }
}
