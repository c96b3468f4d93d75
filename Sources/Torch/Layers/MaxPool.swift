/// The hyper-parameters that the max poolings of one, two and three dimensions share.
public class MaxPooling: Module {
  /// The size of a window in each spatial dimension.
  public let kernel: [Int]
  /// The distance between windows in each spatial dimension.
  public let stride: [Int]
  /// The number of positions, lower than any value, on both sides of each spatial dimension.
  public let padding: [Int]
  /// The distance of a window's positions in each spatial dimension.
  public let dilation: [Int]
  /// Whether a window that is cut off at the end counts.
  public let ceil: Bool

  init(
    rank: Int, _ kernel: any SpatialSize, stride: (any SpatialSize)?, padding: any SpatialSize,
    dilation: any SpatialSize, ceil: Bool
  ) {
    self.kernel = kernel.sizes(rank: rank, "kernel", atLeast: 1)
    self.stride = (stride ?? kernel).sizes(rank: rank, "stride", atLeast: 1)
    self.padding = padding.sizes(rank: rank, "padding", atLeast: 0)
    self.dilation = dilation.sizes(rank: rank, "dilation", atLeast: 1)
    for (kernel, padding) in zip(self.kernel, self.padding) {
      require(padding <= kernel / 2, "`padding` should be at most half the kernel, \(kernel / 2). Found \(padding).")
    }
    self.ceil = ceil
  }
}

/// The largest value of each window of `[batch, channel, position]`. The stride is the kernel's size by default.
public final class MaxPool1d: MaxPooling, UnaryLayer {
  public init(
    _ kernel: any SpatialSize, stride: (any SpatialSize)? = nil, padding: any SpatialSize = 0,
    dilation: any SpatialSize = 1, ceil: Bool = false
  ) {
    super.init(rank: 1, kernel, stride: stride, padding: padding, dilation: dilation, ceil: ceil)
  }

  public func callAsFunction(_ x: Tensor) -> Tensor {
    ATen.max_pool1d(x, kernel, stride, padding, dilation, ceil)
  }

  /// The largest values and where they stand: flat positions inside each channel (int64), as `MaxUnpool` wants them.
  public func withIndices(_ x: Tensor) -> (values: Tensor, indices: Tensor) {
    let (values, indices) = ATen.max_pool1d_with_indices(x, kernel, stride, padding, dilation, ceil)
    return (values, indices)
  }
}

/// The largest value of each window of `[batch, channel, height, width]`. The stride is the kernel's size by default.
public final class MaxPool2d: MaxPooling, UnaryLayer {
  public init(
    _ kernel: any SpatialSize, stride: (any SpatialSize)? = nil, padding: any SpatialSize = 0,
    dilation: any SpatialSize = 1, ceil: Bool = false
  ) {
    super.init(rank: 2, kernel, stride: stride, padding: padding, dilation: dilation, ceil: ceil)
  }

  public func callAsFunction(_ x: Tensor) -> Tensor {
    ATen.max_pool2d(x, kernel, stride, padding, dilation, ceil)
  }

  /// The largest values and where they stand: flat positions inside each channel (int64), as `MaxUnpool` wants them.
  public func withIndices(_ x: Tensor) -> (values: Tensor, indices: Tensor) {
    let (values, indices) = ATen.max_pool2d_with_indices(x, kernel, stride, padding, dilation, ceil)
    return (values, indices)
  }
}

/// The largest value of each window of `[batch, channel, depth, height, width]`. The stride is the kernel's size by default.
public final class MaxPool3d: MaxPooling, UnaryLayer {
  public init(
    _ kernel: any SpatialSize, stride: (any SpatialSize)? = nil, padding: any SpatialSize = 0,
    dilation: any SpatialSize = 1, ceil: Bool = false
  ) {
    super.init(rank: 3, kernel, stride: stride, padding: padding, dilation: dilation, ceil: ceil)
  }

  public func callAsFunction(_ x: Tensor) -> Tensor {
    ATen.max_pool3d(x, kernel, stride, padding, dilation, ceil)
  }

  /// The largest values and where they stand: flat positions inside each channel (int64), as `MaxUnpool` wants them.
  public func withIndices(_ x: Tensor) -> (values: Tensor, indices: Tensor) {
    let (values, indices) = ATen.max_pool3d_with_indices(x, kernel, stride, padding, dilation, ceil)
    return (values, indices)
  }
}
