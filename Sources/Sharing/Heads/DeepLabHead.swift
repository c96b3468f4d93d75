import Backbones
import Components
import Torch

/// The head of DeepLabV3 for one task: five views of the map side by side, from a single place to the whole image, and
/// two convolutions that join them. `[batch, channels, height, width]` → `[batch, outputs, height · stride, width ·
/// stride]`.
///
/// The views have 256 channels each: a 1×1 convolution, 3×3 convolutions with dilation 12, 24 and 36, and the mean over
/// the map. Each has no bias and is followed by batch normalisation and ReLU. Then come a 1×1 convolution to 256,
/// dropout of a half, a 3×3 convolution to 256, and a 1×1 convolution to the outputs with bias. At the end the output
/// is enlarged bilinearly to the image's size, with the corners in place. With C channels and c outputs there are 7424
/// C + 921,088 + 257 c parameters. Names are those of torchvision's `DeepLabHead`: `0.convs.…`, `0.project.…`, `1`,
/// `2`, `4`.
///
/// The mean over the map is normalised over the batch alone, so a batch should hold at least two samples in training.
///
/// Source: Chen et al., [Rethinking Atrous Convolution for Semantic Image
/// Segmentation](https://arxiv.org/abs/1706.05587), 2017. Multi-task studies call it DeepLabV3+, of which it lacks the
/// decoder with detail from earlier maps.
public final class DeepLabHead: Module, UnaryLayer, BatchBound {
  public static let leastBatch = 2

  public static let reason = "DeepLab heads, which normalise an average over the image over the batch alone"

  static let width = 256
  static let dilations = [12, 24, 36]
  static let dropout = 0.5

  private let layers: Sequential

  /// Creates the head.
  ///
  /// - Parameters:
  ///   - stride: the factor by which the map is smaller than the image.
  ///   - dropout: the share of the joined views that is set to zero in training; by default the authors' half.
  ///   - generator: draws the start values, and the dropout masks later.
  public init(_ channels: Int, outputs: Int, stride: Int, dropout: Double? = nil, generator: Generator) {
    let width = Self.width
    layers = Sequential(
      AtrousPyramid(
        channels, width: width, dilations: Self.dilations, dropout: dropout ?? Self.dropout, generator: generator),
      Conv2d(width, width, kernel: 3, padding: 1, bias: false, generator: generator), BatchNorm2d(width),
      ReLU(inPlace: true), Conv2d(width, outputs, kernel: 1, generator: generator),
      Upsample(by: Double(stride), .linear(alignCorners: true)))
  }

  override public var namedChildren: [(name: String, module: Module)]? { layers.children }

  public func callAsFunction(_ x: Tensor) -> Tensor {
    if isTraining, x.size(0) < Self.leastBatch {
      failOperation(
        "the batch of a DeepLab head should hold at least \(Self.leastBatch) samples in training. Found \(x.size(0)).")
      return Tensor(owning: nil)
    }
    return layers(x)
  }
}

extension DeepLabHead {
  static let card = HeadCard(
    About(
      "deeplab", title: "DeepLabV3",
      "five views of a map, from a single place to the whole image, joined by convolutions",
      citation: Citation(
        "Chen, Papandreou, Schroff, Adam", "Rethinking Atrous Convolution for Semantic Image Segmentation", "arXiv",
        2017,
        "arXiv 1706.05587"),
      deviations: ["Tasks with one answer for the whole sample get the usual head."]), reading: .map, isDense: true
  ) { setup in
    guard case .map(let channels, let stride) = setup.features else {
      preconditionFailure("The card reads maps alone.")
    }
    return DeepLabHead(channels, outputs: setup.outputs, stride: stride, generator: setup.generator)
  }
}

/// Views of a map with fields of several sizes, joined to one map of `width` channels.
final class AtrousPyramid: Module, UnaryLayer {
  let convs: [Sequential]
  let project: Sequential

  init(_ channels: Int, width: Int, dilations: [Int], dropout: Double, generator: Generator) {
    func unit(_ convolution: Conv2d) -> [any UnaryLayer] { [convolution, BatchNorm2d(width), ReLU(inPlace: true)] }
    func point(_ inputs: Int) -> Conv2d { Conv2d(inputs, width, kernel: 1, bias: false, generator: generator) }
    let near = Sequential(unit(point(channels)))
    let wide = dilations.map { dilation in
      Sequential(
        unit(
          Conv2d(
            channels, width, kernel: 3, padding: dilation, dilation: dilation, bias: false, generator: generator)))
    }
    let whole = Sequential([AdaptiveAvgPool2d(1)] + unit(point(channels)))
    convs = [near] + wide + [whole]
    project = Sequential(unit(point(width * convs.count)) + [Dropout(dropout, generator: generator)])
  }

  func callAsFunction(_ x: Tensor) -> Tensor {
    let whole = convs.last!(x).resized(to: Array(x.shape.suffix(2)), .linear())
    return project(Tensor.cat(convs.dropLast().map { $0(x) } + [whole], 1))
  }
}
