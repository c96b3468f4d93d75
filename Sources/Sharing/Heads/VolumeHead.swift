import Torch

/// One layer on a map in three dimensions, `[batch, channels, depth, height, width]`: a 1×1×1 convolution for an answer at every
/// place, `[batch, outputs, depth · stride, height · stride, width · stride]`, enlarged trilinearly if the trunk has a stride; or
/// the mean over all places and a linear layer for one answer, `[batch, outputs]`. Name: `0` or `2`.
///
/// Source: the last layer of M. Meng, B. Gu, L. Bi, S. Song, D. Feng, J. Kim, [DeepMTS: Deep Multi-Task Learning for Survival
/// Prediction in Patients with Advanced Nasopharyngeal Carcinoma Using Pretreatment PET/CT](https://arxiv.org/abs/2109.07711), JBHI
/// 2022.
public final class VolumeHead: Module, UnaryLayer {
  private let layers: Sequential

  /// Creates the head.
  ///
  /// - Parameters:
  ///   - stride: the factor by which the map is smaller than the volume.
  ///   - isDense: whether there is an answer at every place, otherwise one for the whole volume.
  ///   - generator: draws the start values.
  public init(_ channels: Int, outputs: Int, stride: Int = 1, isDense: Bool, generator: Generator) {
    guard isDense else {
      layers = Sequential(AdaptiveAvgPool3d(1), Flatten(), Linear(channels, outputs, generator: generator))
      return
    }
    let enlargement = stride > 1 ? [Upsample(by: Double(stride), .linear())] : []
    layers = Sequential([Conv3d(channels, outputs, kernel: 1, generator: generator)] + enlargement)
  }

  override public var namedChildren: [(name: String, module: Module)]? { layers.children }

  public func callAsFunction(_ x: Tensor) -> Tensor { layers(x) }
}
