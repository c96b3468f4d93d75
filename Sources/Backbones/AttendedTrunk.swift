import Torch

/// A trunk at several of whose maps tasks can attend: a task's mask looks at one map of a site and is multiplied with
/// another, and what comes out is brought to the next site by a refiner.
///
/// Source: Liu et al., "End-to-End Multi-Task Learning with Attention", CVPR 2019.
public protocol AttendedTrunk: Trunk {
  /// From the input to the features. The masked map of the last one makes the features.
  var attentionSites: [AttentionSite] { get }

  /// The maps of each site for a batch.
  func attentionMaps(_ x: Tensor) -> [(seen: Tensor, masked: Tensor)]

  /// New layers that bring a masked map from each site but the last to the next.
  func refiners(generator: Generator) -> [Sequential]

  /// What the heads see, from the last site's map.
  func features(of lastMap: Tensor) -> Tensor
}

/// A place in a trunk where tasks attend, by its channels.
public struct AttentionSite: Hashable, Sendable {
  /// Those of the map that the mask looks at, and of the map that comes from the site before; 0 where there is none.
  public var seen, incoming: Int
  /// Those inside the mask's layers.
  public var hidden: Int
  /// Those of the map that is masked.
  public var masked: Int

  /// A new mask: 1×1 convolutions with batch normalisation, ReLU between them and a sigmoid behind.
  /// `[batch, seen + incoming, height, width]` → `[batch, masked, height, width]`, from 0 to 1. Names: `0`, `1`, `3`, `4`.
  public func mask(generator: Generator) -> Sequential {
    Sequential(
      Conv2d(seen + incoming, hidden, kernel: 1, generator: generator), BatchNorm2d(hidden), ReLU(inPlace: true),
      Conv2d(hidden, masked, kernel: 1, generator: generator), BatchNorm2d(masked), Sigmoid())
  }
}
