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
    if noise.device == .cpu {
      keep(noise, 1 - p, generator)
    } else {
      _ = ATen.bernoulli_(noise, 1 - p, generator)
    }
    return x * noise.multiplyInPlace(1 / (1 - p))
  }

  /// Ones with a probability, else zeros. One of the host's 64-bit random numbers serves two elements, which takes a third of
  /// the time of a draw for each.
  private static func keep(_ noise: Tensor, _ probability: Double, _ generator: Generator) {
    let count = noise.count
    let bits = Tensor.empty([(count + 1) / 2], dtype: .int64)
    _ = ATen.random_(bits, .min, nil, generator)
    let halves = ATen.view_dtype(bits, .int32).narrow(0, start: 0, length: count)
    let bound = (probability * 0x1p32).rounded() - 0x1p31
    // In the order of memory, whatever that is.
    ATen.as_strided(noise, [count], [1]).copyInPlace(halves.less(Swift.min(bound, 0x1p31 - 1)))
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
