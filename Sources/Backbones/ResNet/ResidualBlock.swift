import Torch

/// A block of convolutions to whose output its input is added. Where the shape changes, the input passes a strided 1×1
/// convolution first.
package protocol ResidualBlock: UnaryLayer {
  /// The output channels for each channel inside.
  static var expansion: Int { get }

  init(_ shape: BlockShape, generator: Generator)
}

/// The shape of one block of a residual network: what distinguishes the blocks.
package struct BlockShape {
  var inputs: Int
  /// The channels inside the block.
  var width: Int
  var stride: Int
  /// The distances of the taps: of the first 3×3 kernel, and of a 3×3 kernel after it.
  var dilation, laterDilation: Int
  /// The outputs of the convolutions before the last; nil if all have `width`.
  var inner: [Int]?

  package init(_ inputs: Int, width: Int, stride: Int = 1, dilation: Int = 1, laterDilation: Int = 1) {
    (self.inputs, self.width, self.stride) = (inputs, width, stride)
    (self.dilation, self.laterDilation) = (dilation, laterDilation)
  }

  /// The layers that the input passes before it is added; nil if it is added unchanged.
  func downsample(to outputs: Int, _ generator: Generator) -> Sequential? {
    stride == 1 && inputs == outputs
      ? nil
      : Sequential(
        Conv2d(inputs, outputs, kernel: 1, stride: stride, bias: false, generator: generator), BatchNorm2d(outputs))
  }
}

/// Two 3×3 convolutions; the stride is on the first.
package final class BasicBlock: Module, ResidualBlock {
  package static let expansion = 1

  let conv1: Conv2d
  let bn1: BatchNorm2d
  let conv2: Conv2d
  let bn2: BatchNorm2d
  let downsample: Sequential?
  private let relu = ReLU(inPlace: true)

  package init(_ shape: BlockShape, generator: Generator) {
    let (inputs, width) = (shape.inputs, shape.width)
    let inner = shape.inner?[0] ?? width
    conv1 = Conv2d(
      inputs, inner, kernel: 3, stride: shape.stride, padding: shape.dilation, dilation: shape.dilation, bias: false,
      generator: generator)
    bn1 = BatchNorm2d(inner)
    conv2 = Conv2d(
      inner, width, kernel: 3, padding: shape.laterDilation, dilation: shape.laterDilation, bias: false,
      generator: generator)
    bn2 = BatchNorm2d(width)
    downsample = shape.downsample(to: width, generator)
  }

  package func callAsFunction(_ x: Tensor) -> Tensor {
    let h = bn2(conv2(relu(bn1(conv1(x)))))
    return relu(h.addInPlace(downsample?(x) ?? x))
  }
}

/// A 3×3 convolution between two 1×1 convolutions, the second of which makes four times the channels; the stride is on the
/// 3×3 convolution, as in torchvision.
package final class Bottleneck: Module, ResidualBlock {
  package static let expansion = 4

  let conv1: Conv2d
  let bn1: BatchNorm2d
  let conv2: Conv2d
  let bn2: BatchNorm2d
  let conv3: Conv2d
  let bn3: BatchNorm2d
  let downsample: Sequential?
  private let relu = ReLU(inPlace: true)

  package init(_ shape: BlockShape, generator: Generator) {
    let (inputs, width, outputs) = (shape.inputs, shape.width, shape.width * Self.expansion)
    let (first, second) = (shape.inner?[0] ?? width, shape.inner?[1] ?? width)
    conv1 = Conv2d(inputs, first, kernel: 1, bias: false, generator: generator)
    bn1 = BatchNorm2d(first)
    conv2 = Conv2d(
      first, second, kernel: 3, stride: shape.stride, padding: shape.dilation, dilation: shape.dilation, bias: false,
      generator: generator)
    bn2 = BatchNorm2d(second)
    conv3 = Conv2d(second, outputs, kernel: 1, bias: false, generator: generator)
    bn3 = BatchNorm2d(outputs)
    downsample = shape.downsample(to: outputs, generator)
  }

  package func callAsFunction(_ x: Tensor) -> Tensor {
    let h = bn3(conv3(relu(bn2(conv2(relu(bn1(conv1(x))))))))
    return relu(h.addInPlace(downsample?(x) ?? x))
  }
}
