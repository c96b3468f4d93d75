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
