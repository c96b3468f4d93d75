/// The base class of the convolutions of one, two and three dimensions: hyper-parameters, parameters and their start
/// values.
///
/// The weight is `[outputs, inputs / groups, kernel…]`, the bias `[outputs]`. Initialised as in PyTorch: uniform within
/// ± 1 / √(inputs / groups · kernel size).
public class Convolution: Module {
  /// The kernels, `[outputs, inputs / groups, kernel…]`.
  @Parameter public var weight: Tensor
  /// The offset of each output channel, `[outputs]`; nil without bias.
  @Parameter public var bias: Tensor?
  /// The distance between the places of the kernel in each spatial dimension.
  public let stride: [Int]
  /// The number of zeros on both sides of each spatial dimension.
  public let padding: [Int]
  /// The distance of the kernel's taps in each spatial dimension.
  public let dilation: [Int]
  /// The number of groups of channels that are convolved apart.
  public let groups: Int

  init(
    rank: Int, _ inputs: Int, _ outputs: Int, kernel: any SpatialSize, stride: any SpatialSize,
    padding: any SpatialSize, dilation: any SpatialSize, groups: Int, bias: Bool, generator: Generator
  ) {
    Self.check(inputs, outputs, groups)
    self.stride = stride.sizes(rank: rank, "stride", atLeast: 1)
    self.padding = padding.sizes(rank: rank, "padding", atLeast: 0)
    self.dilation = dilation.sizes(rank: rank, "dilation", atLeast: 1)
    self.groups = groups
    let weight = Initialiser.layerDefault.tensor(
      [outputs, inputs / max(1, groups)] + kernel.sizes(rank: rank, "kernel", atLeast: 1), generator: generator)
    self.weight = weight
    self.bias = bias ? Initialiser.biasDefault(for: weight).tensor([outputs], generator: generator) : nil
  }

  static func check(_ inputs: Int, _ outputs: Int, _ groups: Int) {
    require(inputs > 0, "`inputs` should be positive. Found \(inputs).")
    require(outputs > 0, "`outputs` should be positive. Found \(outputs).")
    require(groups > 0, "`groups` should be positive. Found \(groups).")
    require(
      groups > 0 && inputs % groups == 0 && outputs % groups == 0,
      "`groups` should divide the \(inputs) input and \(outputs) output channels. Found \(groups).")
  }
}
