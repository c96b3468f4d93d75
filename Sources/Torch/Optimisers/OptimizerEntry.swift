/// What an optimiser keeps for a parameter, or for all parameters of a stack; empty before the first update.
final class OptimizerEntry {
  /// The parameter's name, or those of a stack's parts in their order.
  let names: [String]
  /// The tensor that is updated: a parameter, or the whole of a stack.
  let parameter: Tensor
  /// The number of updates so far.
  var step = 0
  /// The tensors that the optimiser keeps, each of the parameter's shape.
  var state: [Tensor] = []
  private let parts: [Tensor]
  private let stack: ParameterStack?

  private init(names: [String], parts: [Tensor], stack: ParameterStack?) {
    self.names = names
    self.parts = parts
    self.stack = stack
    parameter = stack?.whole ?? parts[0]
  }

  /// The entries of a group's parameters, in their order. Stacks of which the group has only some parts dissolve first.
  static func entries(of group: ParameterGroup) -> [OptimizerEntry] {
    _ = group.parameters.map(\.tensor).leaves
    var members: [ObjectIdentifier: [(index: Int, name: String, tensor: Tensor)]] = [:]
    for (name, tensor) in group.parameters {
      guard let place = tensor.place else { continue }
      members[ObjectIdentifier(place.stack), default: []].append((place.index, name, tensor))
    }
    return group.parameters.compactMap { name, tensor in
      guard let stack = tensor.place?.stack else {
        return OptimizerEntry(names: [name], parts: [tensor], stack: nil)
      }
      guard let own = members.removeValue(forKey: ObjectIdentifier(stack))?.sorted(by: { $0.index < $1.index }) else {
        return nil
      }
      return OptimizerEntry(names: own.map(\.name), parts: own.map(\.tensor), stack: stack)
    }
  }

  /// Whether the parameters no longer lie in one stack.
  var isDivided: Bool { stack?.holds == false }

  /// This entry, or one for each parameter if they no longer lie in one stack.
  var whole: [OptimizerEntry] {
    guard isDivided else { return [self] }
    return names.indices.map { index in
      let entry = OptimizerEntry(names: [names[index]], parts: [parts[index]], stack: nil)
      entry.step = step
      entry.state = state.map { part(index, of: $0).clone() }
      return entry
    }
  }

  /// The parameters by name, each with its place in the entry.
  var named: [(index: Int, name: String, parameter: Tensor)] {
    names.indices.map { ($0, names[$0], parts[$0]) }
  }

  /// One parameter's part of a tensor that is kept for all of them.
  func part(_ index: Int, of tensor: Tensor) -> Tensor { stack == nil ? tensor : tensor.select(0, index: index) }

  /// Lets each parameter have its own entry from now on.
  func divide() { stack?.dissolve() }
}
