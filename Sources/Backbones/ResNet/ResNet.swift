import Torch

/// A residual network without its last, fully connected layer, of 18, 34, 50 or 101 layers.
///
/// A plain network makes `[batch, 512]` of `[batch, 3, height, width]`, or 2,048 features from 50 layers on. A dilated
/// network keeps the detail that an answer at every pixel needs: its last stages widen their kernels instead of halving
/// the map, and the features are `[batch, 512 or 2048, height / 8, width / 8]`, or a sixteenth. Dilation changes no
/// parameter, so that both networks can load the same weights.
///
/// | layers | parameters |
/// |---|---|
/// | 18 | 11,176,512 |
/// | 34 | 21,284,672 |
/// | 50 | 23,508,032 |
/// | 101 | 42,500,160 |
///
/// Names are torchvision's: `conv1`, `bn1`, `layer1.0.conv1`, `layer1.0.bn1`, …, `layer2.0.downsample.0`,
/// `layer2.0.downsample.1`, so that its files load here once `fc` is taken away. Convolutions are drawn by Kaiming's normal
/// rule (fan out), as there.
///
/// Sources: He et al., [Deep Residual Learning for Image Recognition](https://arxiv.org/abs/1512.03385), CVPR 2016;
/// dilation: Yu, Koltun, Funkhouser, [Dilated Residual Networks](https://arxiv.org/abs/1705.09914), CVPR 2017.
public final class ResNet: Module, StagedTrunk {
  /// The number of layers, with the last layer of the published network, which is absent here.
  public enum Layers: Int, CaseIterable, Sendable {
    case resnet18 = 18
    case resnet34 = 34
    case resnet50 = 50
    case resnet101 = 101

    /// The number of blocks of each of the four stages.
    var blocks: [Int] {
      switch self {
      case .resnet18: [2, 2, 2, 2]
      case .resnet34, .resnet50: [3, 4, 6, 3]
      case .resnet101: [3, 4, 23, 3]
      }
    }

    /// Whether a block is a bottleneck of three convolutions.
    package var hasBottlenecks: Bool { rawValue >= Layers.resnet50.rawValue }
  }

  /// The factor by which a dilated network's map is smaller than the image.
  public enum OutputStride: Int, CaseIterable, Sendable {
    case eight = 8
    case sixteen = 16

    /// The distance of the taps of a stage's kernels; stages are counted from 0.
    package func dilation(ofStage stage: Int) -> Int {
      switch (self, stage) {
      case (.eight, 2), (.sixteen, 3): 2
      case (.eight, 3): 4
      default: 1
      }
    }
  }

  /// The number of layers.
  public let layers: Layers
  /// The factor by which the map is smaller than the image; nil for a vector.
  public let outputStride: OutputStride?
  /// The channels of the input.
  public let inputChannels: Int
  public let features: Features
  let conv1: Conv2d
  let bn1: BatchNorm2d
  let layer1: Sequential
  let layer2: Sequential
  let layer3: Sequential
  let layer4: Sequential
  private let relu = ReLU(inPlace: true)
  private let maxPool = MaxPool2d(3, stride: 2, padding: 1)
  private let averagePool = AdaptiveAvgPool2d(1)

  /// The channels inside a block of each stage.
  package static let widths = [64, 128, 256, 512]

  /// Creates the trunk.
  ///
  /// - Parameters:
  ///   - outputStride: nil for a vector, otherwise the factor by which the map is smaller than the image.
  ///   - inner: the channels between the convolutions of each block, one number or two for a bottleneck; nil for those of the
  ///     published network.
  ///   - generator: draws the start values.
  public init(
    _ layers: Layers, outputStride: OutputStride? = nil, inputChannels: Int = 3, inner: [[Int]]? = nil,
    generator: Generator
  ) {
    self.layers = layers
    self.outputStride = outputStride
    self.inputChannels = inputChannels
    conv1 = Conv2d(inputChannels, 64, kernel: 7, stride: 2, padding: 3, bias: false, generator: generator)
    bn1 = BatchNorm2d(64)
    let block: any ResidualBlock.Type = layers.hasBottlenecks ? Bottleneck.self : BasicBlock.self
    var channels = 64
    var blocks = 0
    func made(_ shape: BlockShape) -> any ResidualBlock {
      defer { blocks += 1 }
      var shape = shape
      shape.inner = inner?[blocks]
      return block.init(shape, generator: generator)
    }
    let stages = layers.blocks.enumerated().map { stage, count in
      let dilation = outputStride?.dilation(ofStage: stage) ?? 1
      let first = BlockShape(
        channels, width: Self.widths[stage], stride: stage == 0 || dilation > 1 ? 1 : 2, dilation: max(dilation / 2, 1),
        laterDilation: dilation)
      channels = Self.widths[stage] * block.expansion
      let others = BlockShape(channels, width: Self.widths[stage], dilation: dilation, laterDilation: dilation)
      return Sequential(([first] + [BlockShape](repeating: others, count: count - 1)).map(made))
    }
    (layer1, layer2, layer3, layer4) = (stages[0], stages[1], stages[2], stages[3])
    features = outputStride.map { .map(channels: channels, stride: $0.rawValue) } ?? .vector(channels)
    super.init()
    for case let convolution as Conv2d in modules() {
      Initialiser.kaimingNormal(fan: .out).fill(convolution.weight, generator: generator)
    }
  }

  /// The last residual block.
  public var lastLayer: Module { layer4.layers.last! }

  public func outputShape(for input: [Int]) throws -> [Int] {
    let (_, height, width) = try ShapeError.image(input, channels: inputChannels, of: "ResNet-\(layers.rawValue)")
    guard height > 0, width > 0 else { throw ShapeError("the input's sides should be positive. Found \(input).") }
    guard case .map(let channels, let stride) = features else { return [features.size] }
    guard height % stride == 0, width % stride == 0 else {
      throw ShapeError(
        "the input's sides should be multiples of \(stride) for a dilated ResNet-\(layers.rawValue). Found \(input).")
    }
    return [channels, height / stride, width / stride]
  }

  /// The stages, one for each block. The first also has the convolution before the blocks, the last the average over
  /// all places.
  public var stages: [Stage] {
    let expansion = layers.hasBottlenecks ? Bottleneck.expansion : BasicBlock.expansion
    var stride = 4
    var stages = [Stage("conv1", [conv1, bn1], .map(channels: 64, stride: stride)) { [self] in stem($0) }]
    for (place, residual) in residualStages.enumerated() {
      if place > 0, (outputStride?.dilation(ofStage: place) ?? 1) == 1 { stride *= 2 }
      for (number, block) in residual.layers.enumerated() {
        let isLast = place == residualStages.count - 1 && number == residual.layers.count - 1
        let map = Features.map(channels: Self.widths[place] * expansion, stride: stride)
        stages.append(
          Stage("layer\(place + 1).\(number)", [block], isLast ? features : map) { [self] x in
            isLast ? gathered(block(x)) : block(x)
          })
      }
    }
    return stages
  }

  /// The first convolution, and the four stages of blocks.
  public var levels: [TrunkLevel] {
    var start = 1
    let blocks = layers.blocks.enumerated().map { place, count in
      defer { start += count }
      return TrunkLevel("layer\(place + 1)", start..<start + count)
    }
    return [TrunkLevel("conv1", 0..<1, isStem: true)] + blocks
  }

  package var residualStages: [Sequential] { [layer1, layer2, layer3, layer4] }

  /// The first convolution and a pooling. The map's sides are a quarter of the image's.
  package func stem(_ x: Tensor) -> Tensor { maxPool(relu(bn1(conv1(x)))) }

  /// The features that come from the last block's output.
  package func gathered(_ h: Tensor) -> Tensor { outputStride == nil ? averagePool(h).flatten(from: 1) : h }
}
