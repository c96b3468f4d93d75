/// A part of a network: parameters, buffers and submodules, found by reflection on the properties.
///
/// Names follow PyTorch's state dictionaries: a property's name, the index in an array, joined by dots. A subclass
/// declares `@Parameter var weight: Tensor`, `@Buffer("running_mean") var mean: Tensor`, `let conv1: Conv2d`,
/// `let layers: [Module]`, and calls its parts in `callAsFunction`.
///
/// Parameters keep their identity for life: loading, casting and moving change the memory behind them, so that an
/// optimiser holds on to the right tensors.
open class Module {
  /// Whether the module is training: batch statistics and dropout are in use. ``train()`` and ``eval()`` set it.
  public private(set) var isTraining = true

  /// Creates a module in training mode. A subclass sets its own properties before it calls this.
  public init() {}

  /// The direct parts in declaration order.
  private var parts: [(name: String, value: Part)] {
    if let named = namedChildren { return named.map { ($0.name, .module($0.module)) } }
    var mirrors: [Mirror] = []
    var mirror: Mirror? = Mirror(reflecting: self)
    while let current = mirror {
      mirrors.insert(current, at: 0)
      mirror = current.superclassMirror
    }
    return mirrors.flatMap { $0.children.flatMap(Module.parts(of:)) }
  }

  /// The parts in one property.
  private static func parts(of property: Mirror.Child) -> [(name: String, value: Part)] {
    let (label, value) = property
    guard let label else { return [] }
    let name = label.hasPrefix("_") ? String(label.dropFirst()) : label
    if let slot = value as? any TensorSlot {
      return slot.slotTensor.map { [(slot.key ?? name, .tensor($0, isBuffer: slot.isBuffer))] } ?? []
    }
    if let slots = value as? any TensorSlots {
      return slots.slotTensors.map { ($0.name, .tensor($0.tensor, isBuffer: false)) }
    }
    if let named = value as? any NamedChild { return parts(named.child, named: named.key) }
    return parts(value, named: name)
  }

  /// The submodules with their names, for a container that names them itself; nil to find them by reflection. A
  /// submodule with an empty name adds nothing to the names of its tensors.
  open var namedChildren: [(name: String, module: Module)]? { nil }

  private enum Part {
    case tensor(Tensor, isBuffer: Bool)
    case module(Module)
  }

  private static func parts(_ value: Any, named name: String) -> [(name: String, value: Part)] {
    if let module = value as? Module { return [(name, .module(module))] }
    if let modules = value as? [Module] { return modules.enumerated().map { ("\(name).\($0)", .module($1)) } }
    let mirror = Mirror(reflecting: value)
    if mirror.displayStyle == .optional { return mirror.children.first.map { parts($0.value, named: name) } ?? [] }
    return []
  }

  /// The direct submodules with their names.
  public var children: [(name: String, module: Module)] { sortedParts.children }

  /// The module's own parameters and buffers, without those of its submodules, and the submodules. Both come from one reflection, which
  /// takes long.
  private var sortedParts:
    (tensors: [(name: String, tensor: Tensor, isBuffer: Bool)], children: [(name: String, module: Module)])
  {
    parts.reduce(into: ([], [])) { sorted, part in
      switch part.value {
      case .tensor(let tensor, let isBuffer): sorted.tensors.append((part.name, tensor, isBuffer))
      case .module(let module): sorted.children.append((part.name, module))
      }
    }
  }

  /// The tensors below this module, in declaration order. A tensor or module that several parts share appears once,
  /// under its first name.
  private func tensors() -> [(name: String, tensor: Tensor, isBuffer: Bool)] {
    var seen = Set<ObjectIdentifier>()
    var result: [(name: String, tensor: Tensor, isBuffer: Bool)] = []
    func visit(_ module: Module, _ prefix: String) {
      guard seen.insert(ObjectIdentifier(module)).inserted else { return }
      let (own, children) = module.sortedParts
      for part in own where seen.insert(ObjectIdentifier(part.tensor)).inserted {
        result.append((prefix + part.name, part.tensor, part.isBuffer || part.tensor.isGenerated))
      }
      for child in children { visit(child.module, child.name.isEmpty ? prefix : prefix + child.name + ".") }
    }
    visit(self, "")
    return result
  }

  /// The trainable tensors with their full names, in declaration order.
  public func namedParameters() -> [(name: String, tensor: Tensor)] {
    tensors().filter { !$0.isBuffer }.map { ($0.name, $0.tensor) }
  }

  /// The tensors that belong to the state but are not trained: running statistics, and weights that are generated.
  public func namedBuffers() -> [(name: String, tensor: Tensor)] {
    tensors().filter(\.isBuffer).map { ($0.name, $0.tensor) }
  }

  /// Parameters and buffers: what a checkpoint holds.
  public func stateDictionary() -> [(name: String, tensor: Tensor)] { tensors().map { ($0.name, $0.tensor) } }

  /// The trainable tensors, in declaration order.
  public var parameters: [Tensor] { namedParameters().map(\.tensor) }

  /// The number of trainable values, frozen ones included.
  public var parameterCount: Int { parameters.reduce(0) { $0 + $1.count } }

  /// This module and all below it.
  public func modules() -> [Module] {
    var seen = Set<ObjectIdentifier>()
    func visit(_ module: Module) -> [Module] {
      guard seen.insert(ObjectIdentifier(module)).inserted else { return [] }
      return [module] + module.children.flatMap { visit($0.module) }
    }
    return visit(self)
  }

  // MARK: modes

  /// Puts this module and all below it into training mode.
  public func train() { modules().forEach { $0.isTraining = true } }

  /// Puts this module and all below it into evaluation mode: running statistics, no dropout.
  public func eval() { modules().forEach { $0.isTraining = false } }

  /// Runs `body` with all modules set to evaluation, and sets each back afterwards.
  package final func evaluating<Result>(_ body: () throws -> Result) rethrows -> Result {
    let before = modules().map { ($0, $0.isTraining) }
    for (module, _) in before { module.isTraining = false }
    defer { for (module, isTraining) in before { module.isTraining = isTraining } }
    return try body()
  }

  /// Stops training the parameters: no gradient is computed for them.
  public func freeze() { train(parameters: false) }

  /// Trains the parameters again after ``freeze()``.
  public func unfreeze() { train(parameters: true) }

  private func train(parameters value: Bool) {
    let parameters = parameters
    _ = parameters.leaves
    for tensor in parameters where tensor.requiresGrad != value {
      if let stack = tensor.place?.stack { stack.train(value) } else { tensor.requiresGrad = value }
    }
  }

  /// Converts floating-point parameters and buffers to this type, and returns the module.
  @discardableResult
  public func to(_ dtype: DType) -> Self { replaceData { $0.dtype.isFloatingPoint ? $0.to(dtype) : $0 } }

  /// Moves parameters and buffers to this device, and returns the module.
  @discardableResult
  public func to(_ device: Device) -> Self { replaceData { $0.to(device) } }

  /// Lays out the tensors of rank 4 (convolution weights) in this memory order, and returns the module.
  @discardableResult
  public func to(_ format: MemoryFormat) -> Self { replaceData { $0.rank == 4 ? $0.contiguous(format) : $0 } }

  private func replaceData(_ change: (Tensor) -> Tensor) -> Self {
    let tensors = tensors().map(\.tensor)
    _ = tensors.leaves
    var stacks: [ObjectIdentifier: ParameterStack] = [:]
    for tensor in tensors {
      if let stack = tensor.place?.stack {
        stacks[ObjectIdentifier(stack)] = stack
      } else {
        tensor.setData(change(tensor.detach()))
      }
    }
    for stack in stacks.values { stack.replaceData(change) }
    return self
  }
}

extension Module: CustomStringConvertible {
  /// The tree of parts with shapes and counts.
  public var description: String { lines(named: nil).joined(separator: "\n") }

  private func lines(named name: String?) -> [String] {
    let count = parameterCount
    let head =
      (name.map { $0.isEmpty ? "" : "\($0): " } ?? "") + "\(type(of: self))"
      + (count > 0 ? " · \(count.formattedInGroups)" : "")
    let (tensors, below) = sortedParts
    let own = tensors.map { "\($0.name) \($0.tensor.shape)" }
    return [head] + own.map { "  " + $0 } + below.flatMap { $0.module.lines(named: $0.name) }.map { "  " + $0 }
  }
}

extension Int {
  /// "1 234 567": groups of three with a thin space.
  var formattedInGroups: String {
    let digits = String(self)
    return digits.enumerated().reduce(into: "") { text, item in
      if item.offset > 0, (digits.count - item.offset) % 3 == 0 { text += "\u{2009}" }
      text.append(item.element)
    }
  }
}
