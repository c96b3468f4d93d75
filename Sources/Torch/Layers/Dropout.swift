/// Sets values to zero with probability `p` in training and divides the others by 1 − p. Evaluation changes nothing and
/// draws nothing.
///
/// N. Srivastava et al.: Dropout. JMLR 15, 2014.
public final class Dropout: Module, UnaryLayer {
  public let p: Double
  private let generator: Generator

  /// - Parameter generator: where the masks come from; its device should be the input's.
  public init(_ p: Double = 0.5, generator: Generator) {
    Self.check(p)
    self.p = p
    self.generator = generator
  }

  public func callAsFunction(_ x: Tensor) -> Tensor {
    isTraining ? Self.apply(x, p: p, noise: ATen.empty_like(x), generator) : x
  }

  static func check(_ p: Double) { require((0...1).contains(p), "`p` should be in [0, 1]. Found \(p).") }

  /// `x` times a mask of the shape of `noise`, whose memory it takes.
  static func apply(_ x: Tensor, p: Double, noise: Tensor, _ generator: Generator) -> Tensor {
    if p == 0 { return x }
    if p == 1 { return x * noise.zeroInPlace() }
    return x * ATen.bernoulli_(noise, 1 - p, generator).multiplyInPlace(1 / (1 - p))
  }
}

/// Dropout of whole channels of `[batch, channel, …]`.
public final class Dropout2d: Module, UnaryLayer {
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
