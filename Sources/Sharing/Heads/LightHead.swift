import Backbones
import Components
import Torch

/// A 3×3 convolution without bias, batch normalisation, ReLU and a 1×1 convolution, enlarged bilinearly to the image's size, for an
/// answer at every pixel. `[batch, channels, height, width]` → `[batch, outputs, height · stride, width · stride]`. Names: `0`, `1`
/// and `3`.
public final class LightHead: Module, UnaryLayer {
  private let layers: Sequential

  /// Creates the head.
  ///
  /// - Parameters:
  ///   - width: the channels between the convolutions.
  ///   - stride: the factor by which the map is smaller than the image.
  ///   - generator: draws the start values.
  public init(_ channels: Int, outputs: Int, width: Int = 256, stride: Int = 1, generator: Generator) {
    let enlargement = stride > 1 ? [Upsample(by: Double(stride), .linear())] : []
    layers = Sequential(
      [
        Conv2d(channels, width, kernel: 3, padding: 1, bias: false, generator: generator), BatchNorm2d(width),
        ReLU(inPlace: true), Conv2d(width, outputs, kernel: 1, generator: generator),
      ] + enlargement)
  }

  override public var namedChildren: [(name: String, module: Module)]? { layers.children }

  public func callAsFunction(_ x: Tensor) -> Tensor { layers(x) }
}

extension LightHead {
  static let card = HeadCard(
    About(
      "light", "a 3×3 convolution with normalisation and a 1×1 convolution on a map, for an answer at every pixel",
      settings: [Setting("width", .wholeNumber(.width), default: 256, "channels between the convolutions")],
      deviations: ["Tasks with one answer for the whole sample get the usual head."]), reading: .map, isDense: true
  ) { setup in
    guard case .map(let channels, let stride) = setup.features else {
      preconditionFailure("The card reads maps alone.")
    }
    return LightHead(
      channels, outputs: setup.outputs, width: setup.settings.wholeNumber("width"), stride: stride,
      generator: setup.generator)
  }
}
