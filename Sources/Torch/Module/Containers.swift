/// A layer that maps one tensor to one tensor.
public protocol UnaryLayer: Module {
  func callAsFunction(_ x: Tensor) -> Tensor
}

/// Layers applied one after the other; named by their positions.
public final class Sequential: Module, UnaryLayer {
  /// The layers in the order of application.
  public let layers: [any UnaryLayer]

  /// Creates a chain of layers, in the order of application.
  public init(_ layers: [any UnaryLayer]) {
    self.layers = layers
  }

  /// Creates a chain of layers, in the order of application.
  public convenience init(_ layers: any UnaryLayer...) { self.init(layers) }

  override public var namedChildren: [(name: String, module: Module)]? {
    layers.enumerated().map { ("\($0)", $1) }
  }

  /// The last layer's output; `x` itself if there is no layer.
  public func callAsFunction(_ x: Tensor) -> Tensor { layers.reduce(x) { $1($0) } }
}

/// Modules under names of their own, in order: the heads of the tasks, for example.
///
/// Any text can be a name. It becomes a part of its parameters' names through ``ModuleName``.
public final class ModuleDictionary: Module {
  /// Names and modules, in order.
  public let entries: [(name: String, module: Module)]
  private let places: [String: Int]

  /// Creates a container of these modules. Two modules of one name are a failed operation: it traps, or
  /// `withTorchErrors` throws it.
  public init(_ entries: [(name: String, module: Module)]) {
    self.entries = entries
    places = Dictionary(zip(entries.map(\.name), entries.indices), uniquingKeysWith: { first, _ in first })
    super.init()
    if places.count < entries.count { failOperation("names should differ. Found \(entries.map(\.name)).") }
  }

  override public var namedChildren: [(name: String, module: Module)]? {
    entries.map { (ModuleName.escaping($0.name), $0.module) }
  }

  /// The module of this name; nil if there is none.
  public subscript(_ name: String) -> Module? { places[name].map { entries[$0].module } }
}
