/// Dimensions `from` to `to` as one: by default all but the batch's.
public final class Flatten: Module, UnaryLayer {
  /// The first dimension that is joined.
  public let from: Int
  /// The last dimension that is joined; −1 is the last of the input.
  public let to: Int

  public init(from: Int = 1, to: Int = -1) {
    self.from = from
    self.to = to
  }

  public func callAsFunction(_ x: Tensor) -> Tensor { x.flatten(from: from, to: to) }
}

/// Moves channels into space: `[batch, C r², H, W]` to `[batch, C, H r, W r]`.
///
/// Source: W. Shi et al., [Real-Time Single Image and Video Super-Resolution Using an Efficient Sub-Pixel Convolutional
/// Neural Network](https://arxiv.org/abs/1609.05158), CVPR 2016.
public final class PixelShuffle: Module, UnaryLayer {
  /// The factor r of height and width.
  public let factor: Int

  public init(_ factor: Int) {
    require(factor > 0, "`factor` should be positive. Found \(factor).")
    self.factor = factor
  }

  public func callAsFunction(_ x: Tensor) -> Tensor { x.pixelShuffle(factor) }
}

/// The input itself: a place for a layer that is absent.
public final class Identity: Module, UnaryLayer {
  public func callAsFunction(_ x: Tensor) -> Tensor { x }
}
