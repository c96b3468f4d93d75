/// Normalises each sample over groups of channels and all positions of `[batch, channel, …]`.
///
/// Source: Y. Wu, K. He, [Group Normalization](https://arxiv.org/abs/1803.08494), ECCV 2018.
public final class GroupNorm: Module, UnaryLayer {
  /// The factor of each channel, `[channels]`.
  @Parameter public var weight: Tensor?
  /// The offset of each channel, `[channels]`.
  @Parameter public var bias: Tensor?
  /// The number of groups, which divides the number of channels.
  public let groups: Int
  /// The number that is added to the variance before its root.
  public let eps: Double

  public init(groups: Int, _ channels: Int, eps: Double = 1e-5, affine: Bool = true) {
    require(groups > 0, "`groups` should be positive. Found \(groups).")
    require(
      groups > 0 && channels > 0 && channels % groups == 0,
      "`groups` should divide the \(channels) channels. Found \(groups).")
    require(eps >= 0, "`eps` should not be negative. Found \(eps).")
    self.groups = groups
    self.eps = eps
    weight = affine ? Tensor.ones([channels]) : nil
    bias = affine ? Tensor.zeros([channels]) : nil
  }

  public func callAsFunction(_ x: Tensor) -> Tensor { ATen.group_norm(x, groups, weight, bias, eps) }
}
