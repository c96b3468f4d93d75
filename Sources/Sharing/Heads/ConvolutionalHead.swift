import Backbones
import Components
import Torch

/// A convolution, ReLU, a hidden layer, ReLU and the last layer, for one answer for the whole sample of a map. `[batch,
/// channels, height, width]` → `[batch, outputs]`. Names: `0`, `4` and `6`.
///
/// The convolution has no bias, kernels of 3×3 and a stride of 2. Its map is averaged to a grid of `grid` × `grid` places and
/// flattened, so that the layers have one size for any image. A map that has this size already stays as it is.
///
/// Source: the decoder of Suteu and Guo, [Regularizing Deep Multi-Task Networks using Orthogonal
/// Gradients](https://arxiv.org/abs/1912.06844), 2019: a convolution of 20 filters and two fully connected layers. Their width is not
/// known.
public final class ConvolutionalHead: Module, UnaryLayer {
  private let layers: Sequential

  /// Creates the head.
  ///
  /// - Parameters:
  ///   - channels: the channels of the map.
  ///   - filters: the channels of the convolution's output.
  ///   - grid: the side of the grid in places.
  ///   - width: the outputs of the hidden layer.
  ///   - generator: draws the start values.
  public init(
    _ channels: Int, outputs: Int, filters: Int = 20, grid: Int = 8, width: Int = 50, generator: Generator
  ) {
    layers = Sequential(
      Conv2d(channels, filters, kernel: 3, stride: 2, padding: 1, bias: false, generator: generator), ReLU(),
      AdaptiveAvgPool2d(grid), Flatten(), Linear(filters * grid * grid, width, generator: generator), ReLU(),
      Linear(width, outputs, generator: generator))
  }

  override public var namedChildren: [(name: String, module: Module)]? { layers.children }

  public func callAsFunction(_ x: Tensor) -> Tensor { layers(x) }
}

extension ConvolutionalHead {
  static let card = HeadCard(
    About(
      "conv-hidden",
      "a convolution of stride 2 and a hidden layer before the last layer, on a map, for one answer for the whole sample",
      citation: Citation(
        "Suteu, Guo", "Regularizing Deep Multi-Task Networks using Orthogonal Gradients", "arXiv", 2019,
        "arXiv 1912.06844"),
      settings: [
        Setting("filters", .wholeNumber(.width), default: 20, "outputs of the convolution"),
        Setting(
          "grid", .wholeNumber(.between(1, 1_000)), default: 8,
          "side of the grid of places to which the convolution's map is averaged"),
        Setting("width", .wholeNumber(.width), default: 50, "outputs of the hidden layer"),
      ]), reading: .map
  ) { setup in
    guard case .map(let channels, _) = setup.features else { preconditionFailure("The card reads maps alone.") }
    guard !setup.isDense else {
      throw ShapeError(
        "a conv-hidden head should be put on a task with one answer for a sample. Found one with an answer at every place."
      )
    }
    let settings = setup.settings
    return ConvolutionalHead(
      channels, outputs: setup.outputs, filters: settings.wholeNumber("filters"), grid: settings.wholeNumber("grid"),
      width: settings.wholeNumber("width"), generator: setup.generator)
  }
}
