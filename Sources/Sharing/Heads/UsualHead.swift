import Backbones
import Components
import Torch

/// The choice of the head that fits the features: linear for vectors, dense for maps of the input's size, DeepLab's for
/// smaller maps, a convolution for volumes, and pooled for a task with one answer for the whole sample of a map or volume.
enum UsualHead {
  static let card = HeadCard(
    About(
      "usual",
      "one layer on a vector; on a map a 3×3 and a 1×1 convolution, DeepLab's head if the map is smaller than the image, and the mean and one layer if a sample has one answer; on a volume a 1×1×1 convolution, or the mean and one layer"
    ), reading: [.vector, .map, .volume]
  ) { setup in
    let outputs = setup.outputs, generator = setup.generator
    return switch setup.features {
    case .vector(let size): Linear(size, outputs, generator: generator)
    case .map(let channels, _) where !setup.isDense: PooledHead(channels, outputs: outputs, generator: generator)
    case .map(let channels, stride: 1): DenseHead(channels, outputs: outputs, generator: generator)
    case .map(let channels, let stride):
      DeepLabHead(channels, outputs: outputs, stride: stride, generator: generator)
    case .volume(let channels, let stride):
      VolumeHead(channels, outputs: outputs, stride: stride, isDense: setup.isDense, generator: generator)
    case .sequence: preconditionFailure("The card reads vectors, maps and volumes alone.")
    }
  }
}

/// A 3×3 convolution without activation and a 1×1 convolution, on maps. `[batch, channels, height, width]` → `[batch,
/// outputs, height · stride, width · stride]`, enlarged bilinearly if the trunk has a stride. Names: `0`, `1`.
///
/// Source: Liu, Johns, Davison, [End-to-End Multi-Task Learning with Attention](https://arxiv.org/abs/1803.10704), CVPR
/// 2019.
public final class DenseHead: Module, UnaryLayer {
  private let layers: Sequential

  /// Creates the head.
  ///
  /// - Parameters:
  ///   - stride: the factor by which the map is smaller than the image.
  ///   - generator: draws the start values.
  public init(_ channels: Int, outputs: Int, stride: Int = 1, generator: Generator) {
    let enlargement = stride > 1 ? [Upsample(by: Double(stride), .linear())] : []
    layers = Sequential(
      [
        Conv2d(channels, channels, kernel: 3, padding: 1, generator: generator),
        Conv2d(channels, outputs, kernel: 1, generator: generator),
      ] + enlargement)
  }

  override public var namedChildren: [(name: String, module: Module)]? { layers.children }

  public func callAsFunction(_ x: Tensor) -> Tensor { layers(x) }
}

/// The mean over the map and one linear layer: one answer for the whole sample. `[batch, channels, height, width]` →
/// `[batch, outputs]`. Name: `2`.
public final class PooledHead: Module, UnaryLayer, LayerChain {
  let layers: Sequential

  /// Creates the head.
  ///
  /// - Parameter generator: draws the start values.
  public init(_ channels: Int, outputs: Int, generator: Generator) {
    layers = Sequential(AdaptiveAvgPool2d(1), Flatten(), Linear(channels, outputs, generator: generator))
  }

  override public var namedChildren: [(name: String, module: Module)]? { layers.children }

  public func callAsFunction(_ x: Tensor) -> Tensor { layers(x) }
}
