import Components
import Torch

/// The convolutions of VGG-11: eight 3×3 convolutions with bias, each followed by batch normalisation if it is set and ReLU,
/// and 2×2 max-pools between them. The map is averaged to 7×7 places, which are the features.
///
/// `[batch, channels, height, width]` → `[batch, 25 088]`. Sides should be at least 32. With three channels it has 9,220,480
/// parameters, with normalisation 5,504 more. Names are torchvision's: `features.0.weight`, …; convolutions are drawn by
/// Kaiming's normal rule (fan out), biases are zero.
///
/// Sources: Simonyan, Zisserman, [Very Deep Convolutional Networks for Large-Scale Image
/// Recognition](https://arxiv.org/abs/1409.1556), ICLR 2015; as a trunk of many tasks: Strezoski, van Noord, Worring, [Many Task
/// Learning With Task Routing](https://arxiv.org/abs/1903.12117), ICCV 2019.
public final class VGG: Module, StagedTrunk {
  /// The channels of the input.
  public let inputChannels: Int
  /// The outputs of the convolutions.
  public let widths: [Int]
  /// The side of the averaged map.
  public let side: Int
  public let features: Features
  let units: [Unit]
  private let pool = MaxPool2d(2)

  /// A convolution with what follows it, and its place among torchvision's layers.
  struct Unit {
    let name: String
    let conv: Conv2d
    let bn: BatchNorm2d?
    let isPooled: Bool
  }

  /// The outputs of VGG-11's convolutions.
  public static let published = [64, 128, 256, 256, 512, 512, 512, 512]
  /// The convolutions that a pooling follows.
  private static let pooled: Set = [0, 1, 3, 5, 7]
  /// The side of the averaged map of the published network.
  public static let sideOfMap = 7
  private static let poolings = 5

  /// Creates the trunk.
  ///
  /// - Parameters:
  ///   - widths: the outputs of the eight convolutions.
  ///   - isNormalised: whether batch normalisation follows each convolution.
  ///   - side: the side to which the map is averaged.
  ///   - generator: draws the start values.
  public init(
    widths: [Int] = VGG.published, isNormalised: Bool = false, side: Int = sideOfMap, inputChannels: Int = 3,
    generator: Generator
  ) {
    require(widths.count == VGG.published.count, "`widths` should hold 8 numbers. Found \(widths).")
    self.widths = widths
    self.inputChannels = inputChannels
    self.side = side
    features = .vector((widths.last ?? 1) * side * side)
    var place = 0
    units = zip([inputChannels] + widths, widths).enumerated().map { number, channels in
      let isPooled = VGG.pooled.contains(number)
      // Convolution, normalisation, ReLU and pooling count.
      defer { place += 2 + (isNormalised ? 1 : 0) + (isPooled ? 1 : 0) }
      return Unit(
        name: "\(place)", conv: Conv2d(channels.0, channels.1, kernel: 3, padding: 1, generator: generator),
        bn: isNormalised ? BatchNorm2d(channels.1) : nil, isPooled: isPooled)
    }
    super.init()
    for unit in units {
      Initialiser.kaimingNormal(fan: .out).fill(unit.conv.weight, generator: generator)
      Initialiser.constant(0).fill(unit.conv.bias!, generator: generator)
    }
  }

  override public var namedChildren: [(name: String, module: Module)]? {
    let layers = units.flatMap { unit -> [(String, Module)] in
      let norm = unit.bn.map { [("\(Int(unit.name)! + 1)", $0 as Module)] } ?? []
      return [(unit.name, unit.conv)] + norm
    }
    return [("features", ModuleDictionary(layers))]
  }

  public var lastLayer: Module { units.last?.conv ?? self }

  public func outputShape(for input: [Int]) throws -> [Int] {
    let (_, height, width) = try ShapeError.image(input, channels: inputChannels, of: "VGG-11")
    let least = 1 << VGG.poolings
    guard height >= least, width >= least else {
      throw ShapeError("the input's sides should be at least \(least) for VGG-11. Found \(input).")
    }
    return [features.size]
  }

  public var stages: [Stage] {
    var stride = 1
    return units.enumerated().map { number, unit in
      if unit.isPooled { stride *= 2 }
      let isLast = number == units.count - 1
      let map = Features.map(channels: widths[number], stride: stride)
      let modules: [Module] = [unit.conv] + (unit.bn.map { [$0] } ?? [])
      return Stage("features.\(unit.name)", modules, isLast ? features : map) { [self] x in
        let h = unit.conv(x), active = (unit.bn.map { $0(h) } ?? h).relu()
        let pooled = unit.isPooled ? pool(active) : active
        return isLast ? AdaptiveAvgPool2d(side)(pooled).flatten(from: 1) : pooled
      }
    }
  }
}

extension VGG {
  static let card = TrunkCard(
    About(
      "vgg11", title: "VGG-11", "eight convolutions with pooling between them, for images",
      citation: Citation(
        "Simonyan, Zisserman", "Very Deep Convolutional Networks for Large-Scale Image Recognition", "ICLR", 2015,
        "arXiv 1409.1556"),
      settings: [
        Setting(
          "norm", .word(["none", "batch"]), default: "none", "`batch`: batch normalisation after each convolution"),
        Setting(
          "side", .wholeNumber(.between(1, 100)), default: 7, "side to which the last map is averaged",
          source: "Simonyan, Zisserman, 2015"),
      ],
      deviations: ["The fully connected layers of the published network are left out; heads take their place."]),
    takes: .image
  ) { setup in
    let shape = setup.input.shape, least = 1 << poolings
    guard shape[1] >= least, shape[2] >= least else {
      throw ShapeError("vgg11", "needs images of at least \(least)×\(least). Found \(shape[1])×\(shape[2]).")
    }
    return VGG(
      isNormalised: setup.settings.text("norm") == "batch", side: setup.settings.wholeNumber("side"),
      inputChannels: shape[0], generator: setup.generator)
  }
}
