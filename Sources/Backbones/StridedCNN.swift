import Components
import Torch

/// Convolutions without bias whose strides take the place of pooling, each followed by batch normalisation if it is set, ReLU,
/// and dropout if it is set.
///
/// `[batch, channels, height, width]` → `[batch, filters.last, height / sⁿ, width / sⁿ]` with n layers of stride s. Height and
/// width should be multiples of sⁿ. Names: `layers.0.conv.weight`, `layers.1.conv.weight`, …; with normalisation
/// `layers.0.bn.weight`, `layers.0.bn.bias`, ….
///
/// Source: the encoder of Suteu and Guo, [Regularizing Deep Multi-Task Networks using Orthogonal
/// Gradients](https://arxiv.org/abs/1912.06844), 2019: two layers of 20 filters. The size of its kernels is not known.
public final class StridedCNN: Module, StagedTrunk {
  /// The channels of the input.
  public let channels: Int
  public let features: Features
  let layers: [Unit]
  let stride: Int

  /// One convolution and what follows it. Names: `conv`, `bn`.
  final class Unit: Module, UnaryLayer {
    let conv: Conv2d
    let bn: BatchNorm2d?
    let dropout: Dropout?

    init(_ conv: Conv2d, _ bn: BatchNorm2d?, _ dropout: Dropout?) {
      self.conv = conv
      self.bn = bn
      self.dropout = dropout
    }

    func callAsFunction(_ x: Tensor) -> Tensor {
      let h = conv(x)
      let active = (bn.map { $0(h) } ?? h).relu()
      return dropout.map { $0(active) } ?? active
    }
  }

  /// Creates the layers.
  ///
  /// - Parameters:
  ///   - channels: the channels of the input.
  ///   - filters: the channels of each layer's output, from the first to the last; at least one.
  ///   - kernel: the side of the kernels, odd. The image is padded, so that the stride alone makes it smaller.
  ///   - stride: the factor by which each layer makes the sides smaller.
  ///   - isNormalised: whether batch normalisation follows each convolution.
  ///   - dropout: the share of activations that is set to zero in training, after every layer.
  ///   - generator: draws the start values, and the dropout masks later.
  public init(
    _ channels: Int, filters: [Int] = [20, 20], kernel: Int = 3, stride: Int = 2, isNormalised: Bool = false,
    dropout: Double = 0, generator: Generator
  ) {
    require(!filters.isEmpty, "`filters` should name at least one layer. Found \(filters).")
    require(kernel % 2 == 1, "`kernel` should be odd. Found \(kernel).")
    self.channels = channels
    self.stride = stride
    features = .map(
      channels: filters.last ?? channels, stride: StridedCNN.factor(of: filters.count, stride: stride))
    layers = zip([channels] + filters, filters).map { inputs, outputs in
      Unit(
        Conv2d(
          inputs, outputs, kernel: kernel, stride: stride, padding: kernel / 2, bias: false, generator: generator),
        isNormalised ? BatchNorm2d(outputs) : nil,
        dropout > 0 ? Dropout(dropout, generator: generator) : nil)
    }
  }

  /// The factor by which some layers make the sides smaller; the largest number there is if it is beyond that.
  static func factor(of layers: Int, stride: Int) -> Int {
    (0..<layers).reduce(1) { factor, _ in
      let (product, overflows) = factor.multipliedReportingOverflow(by: stride)
      return overflows ? .max : product
    }
  }

  /// The last convolution.
  public var lastLayer: Module { layers.last?.conv ?? self }

  public func outputShape(for input: [Int]) throws -> [Int] {
    let (_, height, width) = try ShapeError.image(input, channels: channels, of: "StridedCNN")
    guard case .map(let outputs, let factor) = features else { return [] }
    guard height > 0, width > 0, height % factor == 0, width % factor == 0 else {
      throw ShapeError(
        "the input's sides should be multiples of \(factor) for StridedCNN with \(layers.count) layers. Found \(input)."
      )
    }
    return [outputs, height / factor, width / factor]
  }

  public var stages: [Stage] {
    layers.enumerated().map { place, layer in
      let map = Features.map(channels: layer.conv.weight.size(0), stride: Self.factor(of: place + 1, stride: stride))
      return Stage("layers.\(place)", [layer], map) { layer($0) }
    }
  }
}

extension StridedCNN {
  static let card = TrunkCard(
    About(
      "conv", title: "Strided convolutions", "convolutions with strides instead of pooling, for small images",
      citation: Citation(
        "Suteu, Guo", "Regularizing Deep Multi-Task Networks using Orthogonal Gradients", "arXiv", 2019,
        "arXiv 1912.06844"),
      settings: [
        Setting(
          "filters", .wholeNumbers(.width), default: [20, 20], "outputs of the layers, from the first to the last"),
        Setting("kernel", .wholeNumber(.between(1, 99)), default: 3, "side of the kernels in pixels, odd"),
        Setting(
          "stride", .wholeNumber(.between(1, 100)), default: 2, "factor by which each layer makes the sides smaller"),
        Setting(
          "norm", .word(["none", "batch"]), default: "none", "`batch`: batch normalisation after each convolution"),
        Setting(
          "dropout", .number(.properFraction), default: 0,
          "probability that an activation is dropped, after every layer"),
      ],
      check: { settings throws(SettingError) in
        guard settings.wholeNumbers("filters")?.isEmpty == false else {
          throw SettingError("filters", "should name at least one layer. Found none.")
        }
        guard settings.wholeNumber("kernel") % 2 == 1 else {
          throw SettingError("kernel", "should be odd. Found \(settings.wholeNumber("kernel")).")
        }
      }),
    takes: .image, widths: "filters", size: { $0.wholeNumbers("filters")!.map(String.init).joined(separator: "-") }
  ) { setup in
    let settings = setup.settings, shape = setup.input.shape
    let filters = settings.wholeNumbers("filters")!, stride = settings.wholeNumber("stride")
    let factor = factor(of: filters.count, stride: stride)
    guard shape[1] % factor == 0, shape[2] % factor == 0 else {
      throw ShapeError(
        "conv",
        "needs images whose sides are multiples of \(factor), for \(filters.count) layers of stride \(stride). Found "
          + "\(shape[1])×\(shape[2]).")
    }
    return StridedCNN(
      shape[0], filters: filters, kernel: settings.wholeNumber("kernel"), stride: stride,
      isNormalised: settings.text("norm") == "batch", dropout: settings.number("dropout"), generator: setup.generator)
  }
}
