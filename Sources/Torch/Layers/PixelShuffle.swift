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
