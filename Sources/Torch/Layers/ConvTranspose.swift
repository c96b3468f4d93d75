/// The base class of the transposed convolutions. The weight is `[inputs, outputs / groups, kernel…]`, the bias
/// `[outputs]`.
///
/// Initialised as in PyTorch: uniform within ± 1 / √(outputs / groups · kernel size).
public class TransposedConvolution: Module {
  @Parameter public var weight: Tensor
  @Parameter public var bias: Tensor?
  public let stride: [Int]
  public let padding: [Int]
  public let outputPadding: [Int]
  public let dilation: [Int]
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
