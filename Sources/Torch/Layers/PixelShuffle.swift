/// Moves channels into space: `[batch, C r², H, W]` to `[batch, C, H r, W r]`.
///
/// W. Shi et al.: Real-Time Single Image and Video Super-Resolution. CVPR 2016, arXiv:1609.05158.
public final class PixelShuffle: Module, UnaryLayer {
  public let factor: Int

  public init(_ factor: Int) {
    require(factor > 0, "`factor` should be positive. Found \(factor).")
    self.factor = factor
  }

  public func callAsFunction(_ x: Tensor) -> Tensor { x.pixelShuffle(factor) }
}
