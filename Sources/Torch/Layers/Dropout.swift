import CTorch

/// Sets values to zero with probability `p` in training and divides the others by 1 − p. Evaluation changes nothing and
/// draws nothing.
///
/// Source: N. Srivastava et al., "Dropout: A Simple Way to Prevent Neural Networks from Overfitting", JMLR 15, 2014.
public final class Dropout: Module, UnaryLayer {
  /// The probability that a value is set to zero in training.
  public let p: Double
  private let generator: Generator

  /// Creates the layer.
  ///
  /// - Parameter generator: draws the masks; its device should be the input's.
  public init(_ p: Double = 0.5, generator: Generator) {
    Self.check(p)
    self.p = p
    self.generator = generator
  }

  public func callAsFunction(_ x: Tensor) -> Tensor {
    isTraining ? Self.apply(x, p: p, noise: ATen.empty_like(x), generator) : x
  }

  static func check(_ p: Double) { require((0...1).contains(p), "`p` should be in [0, 1]. Found \(p).") }

  /// `x` times a mask of the shape of `noise`. The mask is written into the memory of `noise`.
  static func apply(_ x: Tensor, p: Double, noise: Tensor, _ generator: Generator) -> Tensor {
    if p == 0 { return x }
    if p == 1 { return x * noise.zeroInPlace() }
    if noise.device == .cpu {
      _ = withExtendedLifetime((noise, generator)) { checked(ct_fill_mask(noise.handle, 1 - p, generator.handle)) }
      return x * noise
    }
    _ = ATen.bernoulli_(noise, 1 - p, generator)
    return x * noise.multiplyInPlace(1 / (1 - p))
  }

  /// The dropout of a convolved sequence after pooling and rectifying: max-pool by two, plus `bias`, ReLU. `[N, C, 1,
  /// L]` → `[N, C, 1, ⌊L / 2⌋]`.
  ///
  /// In single precision on the host, channels last, it is one pass over memory forward and one backward.
  package func ofPooledPairs(_ x: Tensor, bias: Tensor) -> Tensor {
    guard x.device == .cpu, x.dtype == .float32, bias.dtype == .float32, x.isContiguous(.channelsLast), p < 1 else {
      let pooled = ATen.max_pool2d(x, [1, 2], [1, 2], [0, 0], [1, 1], false)
      return self(ATen.relu_(pooled + bias.to(x.dtype).reshape([-1, 1, 1])))
    }
    return withExtendedLifetime((x, bias, generator)) {
      Tensor(owning: ct_pooled_pairs(x.handle, bias.handle, isTraining ? 1 - p : 1, generator.handle))
    }
  }
}

/// Dropout of whole channels of `[batch, channel, …]`.
public final class Dropout2d: Module, UnaryLayer {
  /// The probability that a channel is set to zero in training.
  public let p: Double
  private let generator: Generator

  public init(_ p: Double = 0.5, generator: Generator) {
    Dropout.check(p)
    self.p = p
    self.generator = generator
  }

  public func callAsFunction(_ x: Tensor) -> Tensor {
    guard isTraining else { return x }
    let shape = x.shape
    let channels = Array(shape.prefix(2)) + Array(repeating: 1, count: Swift.max(shape.count - 2, 0))
    return Dropout.apply(
      x, p: p, noise: Tensor.empty(channels, dtype: x.dtype, device: x.device), generator)
  }
}
