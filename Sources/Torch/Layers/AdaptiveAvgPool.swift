/// Means of `[batch, channel, position]` over windows such that the output has the given size; 1 is the global mean.
public final class AdaptiveAvgPool1d: Module, UnaryLayer {
  /// The length of the output.
  public let size: [Int]

  public init(_ size: any SpatialSize) { self.size = size.sizes(rank: 1, "size", atLeast: 1) }

  public func callAsFunction(_ x: Tensor) -> Tensor { ATen.adaptive_avg_pool1d(x, size) }
}

/// Means of `[batch, channel, height, width]` over windows such that the output has the given size; 1 is the global mean.
public final class AdaptiveAvgPool2d: Module, UnaryLayer {
  /// The height and width of the output.
  public let size: [Int]

  public init(_ size: any SpatialSize) { self.size = size.sizes(rank: 2, "size", atLeast: 1) }

  public func callAsFunction(_ x: Tensor) -> Tensor { ATen.adaptive_avg_pool2d(x, size) }
}

/// Means of `[batch, channel, depth, height, width]` over windows such that the output has the given size; 1 is the global mean.
public final class AdaptiveAvgPool3d: Module, UnaryLayer {
  /// The depth, height and width of the output.
  public let size: [Int]

  public init(_ size: any SpatialSize) { self.size = size.sizes(rank: 3, "size", atLeast: 1) }

  public func callAsFunction(_ x: Tensor) -> Tensor { ATen.adaptive_avg_pool3d(x, size) }
}
