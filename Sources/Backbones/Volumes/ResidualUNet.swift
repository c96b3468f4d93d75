import Components
import Torch

/// A residual encoder and decoder over volumes whose levels are joined at each size. `[batch, channels, depth, height, width]` →
/// `[batch, widths[0], depth, height, width]`.
///
/// Level l is a ``ResidualVolumeBlock`` with `units[l]` convolutions to `widths[l]` channels. A max-pool halves the sides between
/// levels. The decoder goes back up: it doubles the sides by repetition, appends the encoder's level of this size behind, and a block
/// like that level's follows. Sides should be multiples of 2 to the power of the number of levels less one. Names:
/// `encoder.0.shortcut.conv.weight`, `encoder.0.units.1.bn.bias`, …; `decoder.0` is the deepest.
///
/// Source: the segmentation backbone of M. Meng, B. Gu, L. Bi, S. Song, D. Feng, J. Kim, [DeepMTS: Deep Multi-Task Learning for
/// Survival Prediction in Patients with Advanced Nasopharyngeal Carcinoma Using Pretreatment
/// PET/CT](https://arxiv.org/abs/2109.07711), JBHI 2022, and its code.
public final class ResidualUNet: Module, Trunk {
  /// The channels of the input.
  public let inputChannels: Int
  /// The channels of each level.
  public let widths: [Int]
  public let features: Features
  let encoder: [ResidualVolumeBlock]
  let decoder: [ResidualVolumeBlock]
  private let pool = MaxPool3d(2)

  /// The published channels of the levels.
  public static let publishedWidths = [8, 16, 32, 64, 128]

  /// The published convolutions of some levels: 2 in the first two, 3 in those below, and 4 in the last.
  ///
  /// - Parameter levels: at least one.
  public static func publishedUnits(levels: Int) -> [Int] {
    (0..<max(1, levels)).map { $0 == levels - 1 ? 4 : $0 < 2 ? 2 : 3 }
  }

  /// Creates the trunk.
  ///
  /// - Parameters:
  ///   - channels: the channels of the input.
  ///   - widths: the channels of each level, from the whole volume to the smallest; at least one.
  ///   - units: the convolutions of each level; by default ``publishedUnits(levels:)``.
  ///   - generator: draws the start values.
  public init(_ channels: Int, widths: [Int] = publishedWidths, units: [Int]? = nil, generator: Generator) {
    let given = units ?? Self.publishedUnits(levels: widths.count)
    let fits = requirement(
      !widths.isEmpty && given.count == widths.count,
      "`widths` should name at least one level, and `units` as many. Found \(widths) and \(given).")
    let levels = fits ? widths : [1], counts = fits ? given : [1]
    inputChannels = channels
    self.widths = levels
    features = .volume(channels: levels[0], stride: 1)
    encoder = levels.indices.map {
      ResidualVolumeBlock($0 == 0 ? channels : levels[$0 - 1], levels[$0], units: counts[$0], generator: generator)
    }
    decoder = levels.indices.dropLast().reversed().map {
      ResidualVolumeBlock(levels[$0] + levels[$0 + 1], levels[$0], units: counts[$0], generator: generator)
    }
  }

  public var lastLayer: Module { decoder.last ?? encoder[0] }

  public func outputShape(for input: [Int]) throws -> [Int] {
    guard input.count == 4, input[0] == inputChannels else {
      throw ShapeError(
        "the input of ResidualUNet should be [\(inputChannels), depth, height, width]. Found \(input).")
    }
    let factor = Self.factor(levels: widths.count)
    guard input.dropFirst().allSatisfy({ $0 > 0 && $0 % factor == 0 }) else {
      throw ShapeError(
        "the input's sides should be multiples of \(factor) for ResidualUNet with \(widths.count) levels. Found \(input)."
      )
    }
    return [widths[0]] + input.dropFirst()
  }

  /// The number that divides the sides of the input.
  static func factor(levels: Int) -> Int { levels < Int.bitWidth ? 1 << (levels - 1) : .max }

  public func callAsFunction(_ x: Tensor) -> Tensor { decoded(encoded(x)) }

  /// The output of each level of the encoder, from the whole volume to the smallest: `[batch, widths[l], depth / 2ˡ, height / 2ˡ,
  /// width / 2ˡ]`. A batch that does not fit is a failed operation, and has no level.
  public func encoded(_ x: Tensor) -> [Tensor] {
    guard misfit(x) == nil else { return [] }
    return encoder.reduce(into: []) { levels, block in levels.append(block(levels.last.map { pool($0) } ?? x)) }
  }

  /// The features from the levels of the encoder: `[batch, widths[0], depth, height, width]`.
  ///
  /// - Parameter levels: those of ``encoded(_:)``.
  public func decoded(_ levels: [Tensor]) -> Tensor {
    guard let last = levels.last else { return .failed }
    return zip(decoder, levels.dropLast().reversed()).reduce(last) { x, step in
      step.0(Tensor.cat([x.resized(by: 2), step.1], 1))
    }
  }
}

extension ResidualUNet {
  static let card = TrunkCard(
    About(
      "residual-unet", title: "Residual U-Net",
      "a residual encoder and decoder over volumes, for an answer at every place or for the whole volume",
      citation: Citation(
        "Meng, Gu, Bi, Song, Feng, Kim",
        "DeepMTS: Deep Multi-Task Learning for Survival Prediction in Patients with Advanced Nasopharyngeal Carcinoma Using Pretreatment PET/CT",
        "IEEE Journal of Biomedical and Health Informatics 26", 2022, "arXiv 2109.07711"),
      settings: [
        Setting(
          "widths", .wholeNumbers(.width), default: .numbers(publishedWidths.map(Double.init)),
          "channels of the levels, each of which halves the volume's sides after the first", source: "the authors' code"
        ),
        Setting(
          "units", .wholeNumbers(.layers), otherwise: "2, 2, 3, 3, …, 4",
          "convolutions of each level, one number for each of `widths`", source: "the authors' code"),
      ],
      deviations: [
        "Batch normalisation has the constants of this toolkit, 1e-5 and 0.1, since those of the authors are not known."
      ],
      check: { settings throws(SettingError) in
        let levels = settings.wholeNumbers("widths")?.count ?? 0
        guard levels > 0 else { throw SettingError("widths", "should name at least one level. Found none.") }
        if let units = settings.wholeNumbers("units"), units.count != levels {
          throw SettingError("units", "should hold a number for each of the \(levels) widths. Found \(units.count).")
        }
      }),
    takes: .volume, widths: "widths", size: { $0.wholeNumbers("widths")!.map(String.init).joined(separator: "-") },
    start: { module, _, generator in module.drawAsKeras(generator) }
  ) { setup in
    let widths = setup.settings.wholeNumbers("widths")!, shape = setup.input.shape
    let factor = factor(levels: widths.count)
    guard shape.dropFirst().allSatisfy({ $0 > 0 && $0 % factor == 0 }) else {
      throw ShapeError(
        "residual-unet",
        "needs volumes whose sides are multiples of \(factor), for \(widths.count) levels. Found "
          + "\(shape.dropFirst().map(String.init).joined(separator: "×")).")
    }
    let trunk = ResidualUNet(
      shape[0], widths: widths, units: setup.settings.wholeNumbers("units"), generator: setup.generator)
    trunk.drawAsKeras(setup.generator)
    return trunk
  }
}
