import Components
import Torch

/// A convolutional encoder and decoder: the decoder places what it makes at the positions that the encoder's max-pools
/// remembered. `[batch, 3, height, width]` → `[batch, widths[0], height, width]`.
///
/// A unit is a 3×3 convolution with bias, batch normalisation and ReLU. Encoder block b is `units[b]` units to
/// `widths[b]` channels, then a 2×2 max-pool; the decoder mirrors it from the deepest block, each unpooling first. Height and
/// width should be multiples of 2 to the power of the number of blocks. Names: `encoder.0.0.conv.weight`,
/// `encoder.0.0.bn.weight`, …; `decoder.0` is the deepest block.
///
/// Sources: Badrinarayanan, Kendall, Cipolla, [SegNet: A Deep Convolutional Encoder-Decoder Architecture for Image
/// Segmentation](https://arxiv.org/abs/1511.00561), TPAMI 2017; as a multi-task trunk: Liu, Johns, Davison, [End-to-End
/// Multi-Task Learning with Attention](https://arxiv.org/abs/1803.10704), CVPR 2019.
public final class SegNet: Module, StagedTrunk {
  /// The unit in which a decoder block changes from its channels to those of the block above.
  public enum Narrowing: Sendable {
    case firstUnit, lastUnit
  }

  /// The channels of the input.
  public let inputChannels: Int
  /// The channels of each encoder block.
  public let widths: [Int]
  public let features: Features
  package let encoder: [Sequential]
  package let decoder: [Sequential]
  package let pool = MaxPool2d(2)
  package let unpool = MaxUnpool2d(2)

  /// Creates the trunk.
  ///
  /// - Parameters:
  ///   - widths: the channels of each encoder block.
  ///   - units: the convolutions of each encoder block; the decoder block that mirrors it has as many.
  ///   - narrowing: the unit of a decoder block that reduces the channels.
  public init(
    widths: [Int] = [32, 64, 128, 256], units: [Int]? = nil, narrowing: Narrowing = .lastUnit, inputChannels: Int = 3,
    generator: Generator
  ) {
    let given = units ?? widths.map { _ in 2 }
    require(!widths.isEmpty, "`widths` should name at least one block. Found \(widths).")
    let fits = requirement(
      given.count == widths.count && given.allSatisfy { $0 > 0 },
      "`units` should hold a positive number for each of the \(widths.count) blocks. Found \(given).")
    let units = fits ? given : widths.map { _ in 1 }
    self.inputChannels = inputChannels
    self.widths = widths
    self.features = .map(channels: widths.first ?? inputChannels, stride: 1)
    let inputs = [inputChannels] + widths
    encoder = widths.indices.map { b in
      SegNet.block([inputs[b]] + [Int](repeating: widths[b], count: units[b]), generator)
    }
    decoder = widths.indices.reversed().map { b in
      let wide = widths[b]
      let narrow = widths[max(b - 1, 0)]
      let between = [Int](repeating: narrowing == .firstUnit ? narrow : wide, count: units[b] - 1)
      return SegNet.block([wide] + between + [narrow], generator)
    }
  }

  /// The published network with the widths of VGG-16: 24,943,296 parameters. Convolutions are drawn by Xavier's normal
  /// rule, biases are zero. Height and width should be multiples of 32.
  public static func published(inputChannels: Int = 3, generator: Generator) -> SegNet {
    let network = SegNet(
      widths: [64, 128, 256, 512, 512], units: [2, 2, 3, 3, 3], narrowing: .firstUnit, inputChannels: inputChannels,
      generator: generator)
    network.drawConvolutionsByXavier(generator)
    return network
  }

  private static func block(_ channels: [Int], _ generator: Generator) -> Sequential {
    Sequential(zip(channels, channels.dropFirst()).map { ConvolutionUnit($0, $1, generator: generator) })
  }

  /// The last unit of the decoder, which makes the features.
  public var lastLayer: Module { decoder.last?.layers.last ?? self }

  public func outputShape(for input: [Int]) throws -> [Int] {
    let (_, height, width) = try ShapeError.image(input, channels: inputChannels, of: "SegNet")
    let factor = encoder.count < Int.bitWidth - 1 ? 1 << encoder.count : .max
    guard height % factor == 0, width % factor == 0, height > 0, width > 0 else {
      throw ShapeError(
        "the input's sides should be multiples of \(factor) for SegNet with \(encoder.count) blocks. Found \(input).")
    }
    guard case .map(let channels, _) = features else { return [] }
    return [channels, height, width]
  }

  /// The stages, one for each block. A decoder's block also reads the places of its encoder's maxima, through which no
  /// gradient flows.
  public var stages: [Stage] {
    let places = Places()
    let down = encoder.enumerated().map { b, block in
      Stage("encoder.\(b)", [block], .map(channels: widths[b], stride: 2 << b)) { [self] x in
        let (values, indices) = pool.withIndices(block(x))
        places.stack.append(indices)
        return values
      }
    }
    let up = decoder.enumerated().map { place, block in
      let b = widths.count - 1 - place
      return Stage("decoder.\(place)", [block], .map(channels: widths[max(b - 1, 0)], stride: 1 << b)) { [self] in
        block(unpool($0, indices: places.stack.removeLast()))
      }
    }
    return down + up
  }

  /// The places of the maxima of the blocks so far.
  private final class Places {
    var stack: [Tensor] = []
  }
}

extension SegNet {
  static let card = TrunkCard(
    About(
      "segnet", title: "SegNet", "encoder and decoder with remembered pooling places, for an answer at every pixel",
      citation: Citation(
        "Badrinarayanan, Kendall, Cipolla",
        "SegNet: A Deep Convolutional Encoder-Decoder Architecture for Image Segmentation", "TPAMI", 2017,
        "arXiv 1511.00561"),
      settings: [
        Setting(
          "published", .truth, default: false,
          "the published network with 64, 128, 256, 512 and 512 channels, 2 or 3 convolutions a level, and Xavier's start values; sides should be multiples of 32"
        ),
        Setting(
          "widths", .wholeNumbers(.width), default: [32, 64, 128, 256],
          "channels of the levels, each of which halves the image", where: .is("published", false)),
      ],
      check: { settings throws(SettingError) in
        guard settings.truth("published") || settings.wholeNumbers("widths")?.isEmpty == false else {
          throw SettingError("widths", "should name at least one level. Found none.")
        }
      }),
    takes: .image, widths: "widths",
    size: { settings in
      settings.truth("published")
        ? "as published" : settings.wholeNumbers("widths")!.map(String.init).joined(separator: "-")
    },
    start: { module, settings, generator in
      if settings.truth("published") { module.drawConvolutionsByXavier(generator) }
    }
  ) { setup in
    let channels = setup.input.shape[0]
    return setup.settings.truth("published")
      ? SegNet.published(inputChannels: channels, generator: setup.generator)
      : SegNet(
        widths: setup.settings.wholeNumbers("widths")!, inputChannels: channels, generator: setup.generator)
  }
}

/// A 3×3 convolution with bias, batch normalisation, ReLU. Height and width stay. Names: `conv`, `bn`.
package final class ConvolutionUnit: Module, UnaryLayer {
  let conv: Conv2d
  let bn: BatchNorm2d
  private let relu = ReLU(inPlace: true)

  package init(_ inputs: Int, _ outputs: Int, generator: Generator) {
    conv = Conv2d(inputs, outputs, kernel: 3, padding: 1, generator: generator)
    bn = BatchNorm2d(outputs)
  }

  package func callAsFunction(_ x: Tensor) -> Tensor { relu(bn(conv(x))) }
}
