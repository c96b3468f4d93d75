import Torch

/// ResNet-18 without its last, fully connected layer: `[batch, 3, height, width]` → `[batch, 512]`.
///
/// 11,176,512 parameters. Names are torchvision's: `conv1`, `bn1`, `layer1.0.conv1`, `layer1.0.bn1`, …,
/// `layer2.0.downsample.0`, `layer2.0.downsample.1`, so that its files load here once `fc` is taken away. Convolutions are
/// drawn by Kaiming's normal rule (fan out), as there.
///
/// Source: He et al., "Deep Residual Learning for Image Recognition", CVPR 2016.
public final class ResNet18: Module, StagedTrunk {
  public let inputChannels: Int
  public let features = Features.vector(512)
  let conv1: Conv2d
  let bn1: BatchNorm2d
  let layer1: Sequential
  let layer2: Sequential
  let layer3: Sequential
  let layer4: Sequential
  private let relu = ReLU(inPlace: true)
  private let maxPool = MaxPool2d(3, stride: 2, padding: 1)
  private let averagePool = AdaptiveAvgPool2d(1)

  public init(inputChannels: Int = 3, generator: Generator) {
    self.inputChannels = inputChannels
    conv1 = Conv2d(inputChannels, 64, kernel: 7, stride: 2, padding: 3, bias: false, generator: generator)
    bn1 = BatchNorm2d(64)
    layer1 = ResNet18.stage(64, 64, stride: 1, generator)
    layer2 = ResNet18.stage(64, 128, stride: 2, generator)
    layer3 = ResNet18.stage(128, 256, stride: 2, generator)
    layer4 = ResNet18.stage(256, 512, stride: 2, generator)
    super.init()
    for case let convolution as Conv2d in modules() {
      Initialiser.kaimingNormal(fan: .out).fill(convolution.weight, generator: generator)
    }
  }

  private static func stage(_ inputs: Int, _ outputs: Int, stride: Int, _ generator: Generator) -> Sequential {
    Sequential(
      BasicBlock(inputs, outputs, stride: stride, generator: generator),
      BasicBlock(outputs, outputs, stride: 1, generator: generator))
  }

  /// The last residual block.
  public var lastLayer: Module { layer4.layers.last! }

  public func outputShape(for input: [Int]) throws -> [Int] {
    let (_, height, width) = try ShapeError.image(input, channels: inputChannels, of: "ResNet18")
    guard height > 0, width > 0 else { throw ShapeError("the input's sides should be positive. Found \(input).") }
    return [512]
  }

  public var stages: [(modules: [Module], run: (Tensor) -> Tensor)] {
    let blocks = [layer1, layer2, layer3, layer4].flatMap(\.layers)
    return [([conv1, bn1], { [self] in maxPool(relu(bn1(conv1($0)))) })]
      + blocks.dropLast().map { block in ([block], { block($0) }) }
      + [([blocks.last!], { [self] in averagePool(blocks.last!($0)).flatten(from: 1) })]
  }
}

/// Two 3×3 convolutions around which the input is added; where the shape changes it passes a strided 1×1 convolution.
final class BasicBlock: Module, UnaryLayer {
  let conv1: Conv2d
  let bn1: BatchNorm2d
  let conv2: Conv2d
  let bn2: BatchNorm2d
  let downsample: Sequential?
  private let relu = ReLU(inPlace: true)

  init(_ inputs: Int, _ outputs: Int, stride: Int, generator: Generator) {
    conv1 = Conv2d(inputs, outputs, kernel: 3, stride: stride, padding: 1, bias: false, generator: generator)
    bn1 = BatchNorm2d(outputs)
    conv2 = Conv2d(outputs, outputs, kernel: 3, padding: 1, bias: false, generator: generator)
    bn2 = BatchNorm2d(outputs)
    downsample =
      stride == 1 && inputs == outputs
      ? nil
      : Sequential(
        Conv2d(inputs, outputs, kernel: 1, stride: stride, bias: false, generator: generator), BatchNorm2d(outputs))
  }

  func callAsFunction(_ x: Tensor) -> Tensor {
    let h = bn2(conv2(relu(bn1(conv1(x)))))
    return relu(h.addInPlace(downsample?(x) ?? x))
  }
}
