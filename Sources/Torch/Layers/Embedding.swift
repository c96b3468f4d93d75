/// A trainable vector for each of `count` symbols: whole numbers of any shape to `[…, width]`.
///
/// Initialised as in PyTorch: standard normal, zero for the padding symbol.
public final class Embedding: Module, UnaryLayer {
  /// The vector of each symbol, `[count, width]`.
  @Parameter public var weight: Tensor
  /// The symbol whose vector gets no gradient.
  public let padding: Int?

  /// Creates the vectors.
  ///
  /// - Parameters:
  ///   - count: the number of symbols, from 0
  ///   - width: the length of each vector
  ///   - padding: the symbol whose vector stays zero; nil for none
  ///   - generator: draws the start values
  public init(_ count: Int, _ width: Int, padding: Int? = nil, generator: Generator) {
    require(count > 0, "`count` should be positive. Found \(count).")
    require(width > 0, "`width` should be positive. Found \(width).")
    if let padding {
      require(padding >= 0 && padding < count, "`padding` should be in 0..<\(count). Found \(padding).")
    }
    self.padding = padding
    let weight = Initialiser.normal().tensor([count, width], generator: generator)
    self.weight = weight
    if let padding, weight.isValid { withoutGradients { _ = weight[padding].zeroInPlace() } }
  }

  public func callAsFunction(_ indices: Tensor) -> Tensor { ATen.embedding(weight, indices, padding ?? -1) }
}
