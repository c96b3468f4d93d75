/// Puts values back to the places that a max pooling took them from. All other places are zero.
public final class MaxUnpool2d: Module {
  /// The size of the pooling's windows.
  public let kernel: [Int]
  /// The distance between the pooling's windows; the window's size by default.
  public let stride: [Int]
  /// The padding of the pooling.
  public let padding: [Int]

  public init(_ kernel: any SpatialSize, stride: (any SpatialSize)? = nil, padding: any SpatialSize = 0) {
    self.kernel = kernel.sizes(rank: 2, "kernel", atLeast: 1)
    self.stride = (stride ?? kernel).sizes(rank: 2, "stride", atLeast: 1)
    self.padding = padding.sizes(rank: 2, "padding", atLeast: 0)
  }

  /// Puts the values back.
  ///
  /// - Parameters:
  ///   - x: `[batch, channel, height, width]`
  ///   - indices: from `MaxPool2d.withIndices`, of the same shape
  ///   - size: the height and width before pooling; by default the smallest that the pooling maps to this one
  public func callAsFunction(_ x: Tensor, indices: Tensor, size: [Int]? = nil) -> Tensor {
    let size = size ?? x.shape.suffix(2).enumerated().map { i, n in (n - 1) * stride[i] - 2 * padding[i] + kernel[i] }
    return ATen.max_unpool2d(x, indices, size)
  }
}
