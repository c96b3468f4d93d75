/// Adds normal noise in training. Evaluation changes nothing and draws nothing.
public final class GaussianNoise: Module, UnaryLayer {
  /// The standard deviation of the noise.
  public let std: Double
  private let generator: Generator

  /// Creates the layer.
  ///
  /// - Parameter generator: draws the noise; its device should be the input's.
  public init(_ std: Double, generator: Generator) {
    require(std >= 0, "`std` should not be negative. Found \(std).")
    self.std = std
    self.generator = generator
  }

  public func callAsFunction(_ x: Tensor) -> Tensor {
    guard isTraining, std > 0 else { return x }
    return x + ATen.normal_(ATen.empty_like(x), 0, std, generator)
  }
}
