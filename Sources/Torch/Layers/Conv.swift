/// A convolution over `[batch, channel, position]`. Sizes are one number or a list of one.
public final class Conv1d: Convolution, UnaryLayer {
  public init(
    _ inputs: Int, _ outputs: Int, kernel: any SpatialSize, stride: any SpatialSize = 1, padding: any SpatialSize = 0,
    dilation: any SpatialSize = 1, groups: Int = 1, bias: Bool = true, generator: Generator
  ) {
    super.init(
      rank: 1, inputs, outputs, kernel: kernel, stride: stride, padding: padding, dilation: dilation, groups: groups,
      bias: bias, generator: generator)
  }

  public func callAsFunction(_ x: Tensor) -> Tensor {
    ATen.conv1d(x, weight, bias, stride, padding, dilation, groups)
  }
}

/// A convolution over `[batch, channel, height, width]`. Sizes are one number or one for each of the two dimensions.
public final class Conv2d: Convolution, DetouredLayer {
  public var detour: Detour?

  public init(
    _ inputs: Int, _ outputs: Int, kernel: any SpatialSize, stride: any SpatialSize = 1, padding: any SpatialSize = 0,
    dilation: any SpatialSize = 1, groups: Int = 1, bias: Bool = true, generator: Generator
  ) {
    super.init(
      rank: 2, inputs, outputs, kernel: kernel, stride: stride, padding: padding, dilation: dilation, groups: groups,
      bias: bias, generator: generator)
  }

  public func callAsFunction(_ x: Tensor) -> Tensor { detour?(x, own) ?? own(x) }

  private func own(_ x: Tensor) -> Tensor {
    ATen.conv2d(x, weight, bias, stride, padding, dilation, groups)
  }
}

/// A convolution over `[batch, channel, depth, height, width]`. Sizes are one number or one for each of the three dimensions.
public final class Conv3d: Convolution, UnaryLayer {
  public init(
    _ inputs: Int, _ outputs: Int, kernel: any SpatialSize, stride: any SpatialSize = 1, padding: any SpatialSize = 0,
    dilation: any SpatialSize = 1, groups: Int = 1, bias: Bool = true, generator: Generator
  ) {
    super.init(
      rank: 3, inputs, outputs, kernel: kernel, stride: stride, padding: padding, dilation: dilation, groups: groups,
      bias: bias, generator: generator)
  }

  public func callAsFunction(_ x: Tensor) -> Tensor {
    ATen.conv3d(x, weight, bias, stride, padding, dilation, groups)
  }
}
