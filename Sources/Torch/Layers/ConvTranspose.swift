/// The base class of the transposed convolutions. The weight is `[inputs, outputs / groups, kernel…]`, the bias
/// `[outputs]`.
///
/// Initialised as in PyTorch: uniform within ± 1 / √(outputs / groups · kernel size).
public class TransposedConvolution: Module {
  /// The kernels, `[inputs, outputs / groups, kernel…]`.
  @Parameter public var weight: Tensor
  /// The offset of each output channel, `[outputs]`; nil without bias.
  @Parameter public var bias: Tensor?
  /// The distance between the places of the kernel in the output, in each spatial dimension.
  public let stride: [Int]
  /// The number of positions that are cut off on both sides of the output, in each spatial dimension.
  public let padding: [Int]
  /// The number of positions that are added at the end of the output, in each spatial dimension. It chooses among the
  /// sizes that a convolution maps to one.
  public let outputPadding: [Int]
  /// The distance of the kernel's taps in each spatial dimension.
  public let dilation: [Int]
  /// The number of groups of channels that are convolved apart.
  public let groups: Int

  init(
    rank: Int, _ inputs: Int, _ outputs: Int, kernel: any SpatialSize, stride: any SpatialSize,
    padding: any SpatialSize, outputPadding: any SpatialSize, dilation: any SpatialSize, groups: Int, bias: Bool,
    generator: Generator
  ) {
    Convolution.check(inputs, outputs, groups)
    self.stride = stride.sizes(rank: rank, "stride", atLeast: 1)
    self.padding = padding.sizes(rank: rank, "padding", atLeast: 0)
    self.outputPadding = outputPadding.sizes(rank: rank, "outputPadding", atLeast: 0)
    self.dilation = dilation.sizes(rank: rank, "dilation", atLeast: 1)
    self.groups = groups
    let weight = Initialiser.layerDefault.tensor(
      [inputs, outputs / groups] + kernel.sizes(rank: rank, "kernel", atLeast: 1), generator: generator)
    self.weight = weight
    self.bias = bias ? Initialiser.biasDefault(for: weight).tensor([outputs], generator: generator) : nil
  }
}

/// A transposed convolution over `[batch, channel, position]`: the gradient of `Conv1d` as a layer.
public final class ConvTranspose1d: TransposedConvolution, UnaryLayer {
  public init(
    _ inputs: Int, _ outputs: Int, kernel: any SpatialSize, stride: any SpatialSize = 1, padding: any SpatialSize = 0,
    outputPadding: any SpatialSize = 0, dilation: any SpatialSize = 1, groups: Int = 1, bias: Bool = true,
    generator: Generator
  ) {
    super.init(
      rank: 1, inputs, outputs, kernel: kernel, stride: stride, padding: padding, outputPadding: outputPadding,
      dilation: dilation, groups: groups, bias: bias, generator: generator)
  }

  public func callAsFunction(_ x: Tensor) -> Tensor {
    ATen.conv_transpose1d(x, weight, bias, stride, padding, outputPadding, groups, dilation)
  }
}

/// A transposed convolution over `[batch, channel, height, width]`: the gradient of `Conv2d` as a layer.
public final class ConvTranspose2d: TransposedConvolution, UnaryLayer {
  public init(
    _ inputs: Int, _ outputs: Int, kernel: any SpatialSize, stride: any SpatialSize = 1, padding: any SpatialSize = 0,
    outputPadding: any SpatialSize = 0, dilation: any SpatialSize = 1, groups: Int = 1, bias: Bool = true,
    generator: Generator
  ) {
    super.init(
      rank: 2, inputs, outputs, kernel: kernel, stride: stride, padding: padding, outputPadding: outputPadding,
      dilation: dilation, groups: groups, bias: bias, generator: generator)
  }

  public func callAsFunction(_ x: Tensor) -> Tensor {
    ATen.conv_transpose2d(x, weight, bias, stride, padding, outputPadding, groups, dilation)
  }
}

/// A transposed convolution over `[batch, channel, depth, height, width]`: the gradient of `Conv3d` as a layer.
public final class ConvTranspose3d: TransposedConvolution, UnaryLayer {
  public init(
    _ inputs: Int, _ outputs: Int, kernel: any SpatialSize, stride: any SpatialSize = 1, padding: any SpatialSize = 0,
    outputPadding: any SpatialSize = 0, dilation: any SpatialSize = 1, groups: Int = 1, bias: Bool = true,
    generator: Generator
  ) {
    super.init(
      rank: 3, inputs, outputs, kernel: kernel, stride: stride, padding: padding, outputPadding: outputPadding,
      dilation: dilation, groups: groups, bias: bias, generator: generator)
  }

  public func callAsFunction(_ x: Tensor) -> Tensor {
    ATen.conv_transpose3d(x, weight, bias, stride, padding, outputPadding, groups, dilation)
  }
}
