import Backbones
import Torch

/// A trunk at several of whose maps tasks can attend. Such a place is a site. A task's mask reads one map of the site,
/// and another map of the site is multiplied by the mask. A refiner brings the product to the next site.
///
/// Source: Liu, Johns, Davison, [End-to-End Multi-Task Learning with Attention](https://arxiv.org/abs/1803.10704), CVPR
/// 2019.
public protocol AttendedTrunk: Trunk {
  /// The sites from the input to the features. The masked map of the last site makes the features.
  var attentionSites: [AttentionSite] { get }

  /// The maps of each site for a batch.
  func attentionMaps(_ x: Tensor) -> [(seen: Tensor, masked: Tensor)]

  /// New layers that bring a masked map from each site but the last to the next.
  func refiners(generator: Generator) -> [Sequential]

  /// The features that the heads read, from the last site's map.
  func features(of lastMap: Tensor) -> Tensor
}

/// The channels of a site: a place in a trunk where tasks attend.
public struct AttentionSite: Hashable, Sendable {
  /// The channels of the map that the mask reads, and of the map that comes from the site before; the latter are 0 at
  /// the first site.
  public var seen, incoming: Int
  /// The channels between the mask's two convolutions.
  public var hidden: Int
  /// The channels of the map that is masked.
  public var masked: Int

  /// A new mask: two 1×1 convolutions with batch normalisation, a ReLU between them and a sigmoid at the end.
  /// `[batch, seen + incoming, height, width]` → `[batch, masked, height, width]`, from 0 to 1. Names: `0`, `1`, `3`, `4`.
  public func mask(generator: Generator) -> Sequential {
    Sequential(
      Conv2d(seen + incoming, hidden, kernel: 1, generator: generator), BatchNorm2d(hidden), ReLU(inPlace: true),
      Conv2d(hidden, masked, kernel: 1, generator: generator), BatchNorm2d(masked), Sigmoid())
  }
}
