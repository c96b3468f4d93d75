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

/// The hyper-parameters that the average poolings of one, two and three dimensions share.
public class AveragePooling: Module {
  /// The size of a window in each spatial dimension.
  public let kernel: [Int]
  /// The distance between windows in each spatial dimension.
  public let stride: [Int]
  /// The number of zeros on both sides of each spatial dimension.
  public let padding: [Int]
  /// Whether a window that is cut off at the end counts.
  public let ceil: Bool
  /// Whether padded zeros count as values.
  public let countsPadding: Bool

  init(
    rank: Int, _ kernel: any SpatialSize, stride: (any SpatialSize)?, padding: any SpatialSize, ceil: Bool,
    countsPadding: Bool
  ) {
    self.kernel = kernel.sizes(rank: rank, "kernel", atLeast: 1)
    self.stride = (stride ?? kernel).sizes(rank: rank, "stride", atLeast: 1)
    self.padding = padding.sizes(rank: rank, "padding", atLeast: 0)
    for (kernel, padding) in zip(self.kernel, self.padding) {
      require(padding <= kernel / 2, "`padding` should be at most half the kernel, \(kernel / 2). Found \(padding).")
    }
    self.ceil = ceil
    self.countsPadding = countsPadding
  }
}

/// The mean of each window of `[batch, channel, position]`. The stride is the kernel's size by default.
public final class AvgPool1d: AveragePooling, UnaryLayer {
  public init(
    _ kernel: any SpatialSize, stride: (any SpatialSize)? = nil, padding: any SpatialSize = 0, ceil: Bool = false,
    countsPadding: Bool = true
  ) {
    super.init(rank: 1, kernel, stride: stride, padding: padding, ceil: ceil, countsPadding: countsPadding)
  }

  public func callAsFunction(_ x: Tensor) -> Tensor {
    ATen.avg_pool1d(x, kernel, stride, padding, ceil, countsPadding)
  }
}

/// The mean of each window of `[batch, channel, height, width]`. The stride is the kernel's size by default.
public final class AvgPool2d: AveragePooling, UnaryLayer {
  public init(
    _ kernel: any SpatialSize, stride: (any SpatialSize)? = nil, padding: any SpatialSize = 0, ceil: Bool = false,
    countsPadding: Bool = true
  ) {
    super.init(rank: 2, kernel, stride: stride, padding: padding, ceil: ceil, countsPadding: countsPadding)
  }

  public func callAsFunction(_ x: Tensor) -> Tensor {
    ATen.avg_pool2d(x, kernel, stride, padding, ceil, countsPadding, nil)
  }
}

/// The mean of each window of `[batch, channel, depth, height, width]`. The stride is the kernel's size by default.
public final class AvgPool3d: AveragePooling, UnaryLayer {
  public init(
    _ kernel: any SpatialSize, stride: (any SpatialSize)? = nil, padding: any SpatialSize = 0, ceil: Bool = false,
    countsPadding: Bool = true
  ) {
    super.init(rank: 3, kernel, stride: stride, padding: padding, ceil: ceil, countsPadding: countsPadding)
  }

  public func callAsFunction(_ x: Tensor) -> Tensor {
    ATen.avg_pool3d(x, kernel, stride, padding, ceil, countsPadding, nil)
  }
}

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
