/// Normalises each channel of each sample over all positions of `[batch, channel, position…]`, of any spatial rank,
/// with the sample's own statistics in training and evaluation alike.
///
/// Source: D. Ulyanov, A. Vedaldi, V. Lempitsky, [Instance Normalization: The Missing Ingredient for Fast
/// Stylization](https://arxiv.org/abs/1607.08022), 2016.
public final class InstanceNorm: Module, UnaryLayer {
  /// The factor of each channel, `[channels]`.
  @Parameter public var weight: Tensor?
  /// The offset of each channel, `[channels]`.
  @Parameter public var bias: Tensor?
  /// The number that is added to the variance before its root.
  public let eps: Double

  public init(_ channels: Int, eps: Double = 1e-5, affine: Bool = false) {
    require(channels > 0, "`channels` should be positive. Found \(channels).")
    require(eps >= 0, "`eps` should not be negative. Found \(eps).")
    self.eps = eps
    weight = affine ? Tensor.ones([channels]) : nil
    bias = affine ? Tensor.zeros([channels]) : nil
  }

  public func callAsFunction(_ x: Tensor) -> Tensor {
    ATen.instance_norm(x, weight, bias, nil, nil, true, 0, eps, true)
  }
}
