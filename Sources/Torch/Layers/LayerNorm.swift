/// Normalises each sample over its last dimensions, then scales and shifts each element.
///
/// Source: J. L. Ba, J. R. Kiros, G. E. Hinton, [Layer Normalization](https://arxiv.org/abs/1607.06450), 2016.
public final class LayerNorm: Module, UnaryLayer {
  /// The factor of each element, of the shape `shape`.
  @Parameter public var weight: Tensor?
  /// The offset of each element, of the shape `shape`.
  @Parameter public var bias: Tensor?
  /// The sizes of the last dimensions, which are normalised together.
  public let shape: [Int]
  /// The number that is added to the variance before its root.
  public let eps: Double

  /// Creates the layer.
  ///
  /// - Parameter shape: the sizes of the dimensions that are normalised together: one number for the last alone.
  public init(_ shape: any SpatialSize, eps: Double = 1e-5, affine: Bool = true, bias: Bool = true) {
    self.shape = (shape as? [Int]) ?? shape.sizes(rank: 1)
    require(!self.shape.isEmpty && self.shape.allSatisfy { $0 > 0 }, "`shape` should be positive. Found \(shape).")
    require(eps >= 0, "`eps` should not be negative. Found \(eps).")
    self.eps = eps
    weight = affine ? Tensor.ones(self.shape) : nil
    self.bias = affine && bias ? Tensor.zeros(self.shape) : nil
  }

  public func callAsFunction(_ x: Tensor) -> Tensor { ATen.layer_norm(x, shape, weight, bias, eps) }
}
