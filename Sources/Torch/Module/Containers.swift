/// A layer that maps one tensor to one tensor.
public protocol UnaryLayer: Module {
  func callAsFunction(_ x: Tensor) -> Tensor
}

/// Layers applied one after the other; named by their positions.
public final class Sequential: Module, UnaryLayer {
  /// In the order of application.
  public let layers: [any UnaryLayer]

  /// Layers in the order of application.
  public init(_ layers: [any UnaryLayer]) {
    self.layers = layers
  }

  /// Layers in the order of application.
  public convenience init(_ layers: any UnaryLayer...) { self.init(layers) }

  override public var namedChildren: [(name: String, module: Module)]? {
    layers.enumerated().map { ("\($0)", $1) }
  }

  /// The last layer's output; `x` itself where there is no layer.
  public func callAsFunction(_ x: Tensor) -> Tensor { layers.reduce(x) { $1($0) } }
}

/// Modules under names of their own, in order: the heads of the tasks, for example.
public final class ModuleDictionary: Module {
  /// Names and modules, in order.
  public let entries: [(name: String, module: Module)]

  /// Names should differ and hold no dot, since they become parts of the parameters' names.
  public init(_ entries: [(name: String, module: Module)]) {
    precondition(Set(entries.map(\.name)).count == entries.count, "the names should differ: \(entries.map(\.name))")
    precondition(!entries.contains { $0.name.contains(".") }, "a name should hold no dot: \(entries.map(\.name))")
    self.entries = entries
  }

  override public var namedChildren: [(name: String, module: Module)]? { entries }

  /// The module of this name; nil where there is none.
  public subscript(_ name: String) -> Module? { entries.first { $0.name == name }?.module }
}
