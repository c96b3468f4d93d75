import Backbones
import Components
import Torch

/// Several trunks next to each other as one: all read the same input, and their features are joined.
///
/// Maps are brought to the size of the first trunk's (bilinear, without aligned corners) and joined along the channels;
/// vectors are joined. A 1×1 convolution with batch normalisation and ReLU can follow. Names: `backbones.<k>.…`, `fuse.…`.
///
/// A reconstruction of MBMT-Net, of which only the abstract could be read: Ciubotariu, Czibula, [MBMT-Net: A Multi-Task Learning
/// Based Convolutional Neural Network Architecture for Dense Prediction
/// Tasks](https://doi.org/10.1109/ACCESS.2022.3225746), IEEE Access 2022. It says that outputs of parallel pre-trained trunks are
/// joined; number, kinds and places of the trunks are not known.
public final class SeveralBackbones: Module, Trunk {
  /// The trunks, of which the first sets the size of the maps.
  public var backbones: [any Trunk] { parts.map(\.trunk) }
  private let parts: [Part]
  /// The layers that follow the joined features.
  public let fuse: Sequential?
  public let features: Features

  /// A trunk with its pace.
  private final class Part: Module, PacedPart {
    let trunk: any Trunk
    let pace: Double

    init(_ trunk: any Trunk, pace: Double) {
      self.trunk = trunk
      self.pace = pace
    }

    override var namedChildren: [(name: String, module: Module)]? { [("", trunk)] }
  }

  /// Creates the trunk.
  ///
  /// - Parameters:
  ///   - backbones: at least one, all with vectors or all with maps.
  ///   - paces: the factor of the learning rate of each, 0 for one that stays as it starts; 1 by default.
  ///   - fused: the channels to which a 1×1 convolution brings the joined maps; nil for none.
  public init(
    _ backbones: [any Trunk], paces: [Double]? = nil, fused: Int? = nil, generator: Generator
  ) throws(ShapeError) {
    parts = backbones.enumerated().map { Part($1, pace: paces?[$0] ?? 1) }
    let channels = backbones.reduce(0) { $0 + $1.features.size }
    fuse = fused.map {
      Sequential(
        Conv2d(channels, $0, kernel: 1, bias: false, generator: generator), BatchNorm2d($0), ReLU(inPlace: true))
    }
    switch backbones[0].features {
    case .map(_, let stride) where backbones.allSatisfy { if case .map = $0.features { true } else { false } }:
      features = .map(channels: fused ?? channels, stride: stride)
    case .vector where backbones.allSatisfy { if case .vector = $0.features { true } else { false } } && fused == nil:
      features = .vector(channels)
    default:
      let found = backbones.map { "\($0.features)" }.joined(separator: " and ")
      throw ShapeError(
        "`backbones` needs trunks that all give a map\(fused == nil ? ", or all a vector" : ", for `fuse`"). Found \(found)."
      )
    }
  }

  override public var namedChildren: [(name: String, module: Module)]? {
    [("backbones", ModuleDictionary(parts.enumerated().map { ("\($0)", $1) }))] + (fuse.map { [("fuse", $0)] } ?? [])
  }

  public var lastLayer: Module { fuse?.layers[0] ?? backbones.last?.lastLayer ?? self }

  public func outputShape(for input: [Int]) throws -> [Int] {
    let shape = try backbones.map { try $0.outputShape(for: input) }[0]
    return [features.size] + shape.dropFirst()
  }

  public func callAsFunction(_ x: Tensor) -> Tensor {
    let outputs = backbones.map { $0(x) }
    guard case .map = features else { return Tensor.cat(outputs, 1) }
    let size = Array(outputs[0].shape.suffix(2))
    let joined = Tensor.cat(
      outputs.map { Array($0.shape.suffix(2)) == size ? $0 : $0.resized(to: size, .linear()) }, 1)
    return fuse?(joined) ?? joined
  }
}

extension SeveralBackbones {
  public static let card = SharingCard(
    About(
      "backbones", title: "Several backbones",
      "several trunks next to each other, whose joined features all heads read",
      citation: Citation(
        "Ciubotariu, Czibula",
        "MBMT-Net: A Multi-Task Learning Based Convolutional Neural Network Architecture for Dense Prediction Tasks",
        "IEEE Access", 2022, "DOI 10.1109/ACCESS.2022.3225746"),
      settings: [
        Setting(
          "count", .wholeNumber(.between(1, 100)), default: 2,
          "number of trunks of one kind; `network.backbones` names others in their place", source: "a reconstruction"),
        Setting(
          "fuse", .wholeNumber(.width), otherwise: "no convolution",
          "channels to which a 1×1 convolution brings the joined maps"),
        Setting(
          "rates", .numbers(.nonNegative), otherwise: "1 each",
          "factor of the learning rate of each trunk; 0 for a trunk that stays as it starts"),
      ],
      deviations: [
        "A reconstruction: only the paper's abstract could be read. Number, kinds and places of its trunks are not known."
      ]),
    needs: .anyTrunk, words: "several trunks whose features are joined", isForOneTask: true
  ) { setup in
    let first = try setup.trunk(), others = try setup.furtherTrunks()
    let trunks =
      try others.isEmpty
      ? [first] + (1..<setup.settings.wholeNumber("count")).map { _ in try setup.trunk() } : [first] + others
    let fused = setup.settings.optionalNumber("fuse").map { Int($0) }
    let rates = setup.settings.numbers("rates")
    if let rates, rates.count != trunks.count {
      throw SettingError(
        "sharing.rates", "should hold a number for each of the \(trunks.count) trunks. Found \(rates.count).")
    }
    let trunk = try SeveralBackbones(trunks, paces: rates, fused: fused, generator: setup.generator)
    return HardSharing(trunk: trunk, heads: try setup.heads(on: trunk.features))
  }
}
