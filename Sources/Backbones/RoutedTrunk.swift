import Torch

/// A trunk whose units tasks can switch off, each task its own: the channels and numbers that an activation makes.
///
/// The layers are those just before the activations: a convolution, or its normalisation if there is one.
public protocol RoutedTrunk: Trunk {
  /// The layers whose outputs are units, in the order of a pass.
  var routedLayers: [RoutedLayer] { get }

  /// A smaller trunk with some units of each routed layer alone and the values that they have here. By default nil: the trunk
  /// cannot be cut.
  ///
  /// - Parameter units: the places of the units that stay, for each routed layer.
  func cut(keeping units: [[Int]]) -> CutTrunk?

  /// The setting of the trunk's card that holds the numbers of units of all routed layers, with these numbers; by default nil: no
  /// setting does.
  var widthSetting: (name: String, widths: [Int])? { get }
}

extension RoutedTrunk {
  public var widthSetting: (name: String, widths: [Int])? { nil }

  public func cut(keeping units: [[Int]]) -> CutTrunk? { nil }
}

/// A trunk that was cut from a larger one.
public struct CutTrunk {
  public let trunk: any RoutedTrunk
  /// The places of its features among those of the larger trunk; nil if it has all.
  public let features: [Int]?

  public init(_ trunk: any RoutedTrunk, features: [Int]?) {
    self.trunk = trunk
    self.features = features
  }
}

/// A layer whose outputs are units of a ``RoutedTrunk``.
public struct RoutedLayer {
  /// The layer's name in the trunk.
  public let name: String
  /// The layer: linear, convolution or batch normalisation.
  public let layer: any DetouredLayer
  /// The number of its units.
  public let units: Int

  public init(_ name: String, _ layer: any DetouredLayer, units: Int) {
    self.name = name
    self.layer = layer
    self.units = units
  }

  /// A convolution and its normalisation, which gives the units if it is there.
  init(_ name: String, _ conv: Conv2d, _ norm: BatchNorm2d?) {
    self.init(name, norm ?? conv, units: conv.weight.size(0))
  }
}
