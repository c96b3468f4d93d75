import CTorch

/// The base class of the optimisers. It finds the parameters that have gradients, keeps the state of each, and exports
/// and imports that state. A subclass names its state and updates one lot of parameters.
public class FirstOrderOptimizer: Optimizer {
  public var groups: [ParameterGroup] {
    didSet {
      let same = groups.count == oldValue.count && zip(groups, oldValue).allSatisfy(Self.sameParameters)
      require(same, "the groups of an optimiser should keep their parameters. Make a new optimiser for others.")
    }
  }

  /// The optimiser's name in a saved state.
  var algorithm: String { "\(type(of: self))" }

  /// The names of what is kept for each parameter.
  let slots: [String]

  /// The hyper-parameters that a saved state should have with the same values.
  let hyperparameters: [String: Double]

  /// The state of each parameter of each group.
  private(set) var entries: [[OptimizerEntry]]
  private var lots: [[UpdateLot]]

  init(_ groups: [ParameterGroup], slots: [String], hyperparameters: [String: Double]) {
    let names = groups.flatMap { $0.parameters.map(\.name) }
    require(Set(names).count == names.count, "parameters should have names of their own. Found \(names).")
    let tensors = groups.flatMap { $0.parameters.map { ObjectIdentifier($0.tensor) } }
    require(Set(tensors).count == tensors.count, "a parameter should be in one group only. Found \(names).")
    require(
      Set(groups.map(\.name)).count == groups.count,
      "groups should have names of their own. Found \(groups.map(\.name)).")
    self.groups = groups
    self.slots = slots
    self.hyperparameters = hyperparameters
    entries = groups.map(OptimizerEntry.entries)
    lots = groups.map { _ in [] }
  }

  private static func sameParameters(_ a: ParameterGroup, _ b: ParameterGroup) -> Bool {
    a.name == b.name && a.parameters.count == b.parameters.count
      && zip(a.parameters, b.parameters).allSatisfy { $0.tensor === $1.tensor }
  }

  // MARK: for subclasses

  /// The start value of a state tensor. It should be dense and in the parameter's order in memory.
  func initial(_ slot: Int, for parameter: Tensor) -> Tensor { parameter.zerosLike() }

  /// Updates one lot; `lot.gradients` holds a gradient for each parameter and may be overwritten only by copies.
  func update(_ lot: UpdateLot, _ group: ParameterGroup) { fatalError("\(type(of: self)) should override `update`") }

  /// The gradients with the weight decay's part added.
  final func decayedGradients(_ lot: UpdateLot, _ group: ParameterGroup) -> [Tensor] {
    group.weightDecay == 0 ? lot.gradients : ATen.foreach_add(lot.gradients, lot.parameters, group.weightDecay)
  }

  // MARK: the step

  public final func step() {
    divideEntries()
    withoutGradients {
      for (index, group) in groups.enumerated() {
        let gradients = Self.gradients(of: entries[index])
        if !fits(lots[index], gradients) { lots[index] = makeLots(entries[index], gradients) }
        for lot in lots[index] {
          lot.gradients = lot.members.map { gradients[$0]! }
          lot.advance()
          for member in lot.members { entries[index][member].step = lot.step }
          update(lot, group)
          lot.gradients = []
        }
      }
    }
  }

  /// Divides the entries of stacks that have dissolved into one for each parameter.
  final func divideEntries() {
    guard entries.contains(where: { $0.contains(where: \.isDivided) }) else { return }
    entries = entries.map { $0.flatMap(\.whole) }
    stateWasReplaced()
  }

  /// The gradient of each parameter, in the parameter's own order in memory; nil if it has none. Fused updates
  /// read and write memory in sequence, so a gradient in another order is copied.
  private static func gradients(of entries: [OptimizerEntry]) -> [Tensor?] {
    withExtendedLifetime(entries) {
      withUnsafeTemporaryAllocation(of: CTensor?.self, capacity: entries.count) { results in
        results.initialize(repeating: nil)
        let parameters = entries.map(\.parameter.handle)
        checked(ct_gradients_in_layout(parameters, entries.count, results.baseAddress!))
        return results.map { $0.map { Tensor(owning: $0) } }
      }
    }
  }

  /// Whether the lots hold exactly the parameters with gradients, and their state still lies as the parameters do.
  private func fits(_ lots: [UpdateLot], _ gradients: [Tensor?]) -> Bool {
    let present = gradients.reduce(0) { $1 == nil ? $0 : $0 + 1 }
    guard lots.reduce(0, { $0 + $1.members.count }) == present else { return false }
    return lots.allSatisfy { lot in
      lot.members.allSatisfy { gradients[$0] != nil }
        && lot.state.allSatisfy { state in
          withExtendedLifetime((lot, state)) {
            ct_same_layouts(lot.parameters.map(\.handle), state.map(\.handle), state.count)
          }
        }
    }
  }

  /// What the parameters of one lot have in common. Bias corrections depend on the step, so parameters that were
  /// updated a different number of times are in different lots.
  private struct LotKey: Hashable {
    let dtype: DType
    let device: Device
    let step: Int
  }

  /// Divides the parameters with gradients into lots that one call updates.
  private func makeLots(_ entries: [OptimizerEntry], _ gradients: [Tensor?]) -> [UpdateLot] {
    var order: [LotKey] = []
    var members: [LotKey: [Int]] = [:]
    for (index, entry) in entries.enumerated() where gradients[index] != nil {
      let key = LotKey(dtype: entry.parameter.dtype, device: entry.parameter.device, step: entry.step)
      if members[key] == nil { order.append(key) }
      members[key, default: []].append(index)
      prepareState(of: entry)
    }
    return order.map { key in
      let chosen = members[key]!.map { entries[$0] }
      return UpdateLot(
        parameters: chosen.map(\.parameter), state: slots.indices.map { slot in chosen.map { $0.state[slot] } },
        members: members[key]!, step: key.step)
    }
  }

  /// Creates the state if there is none. If the parameter was moved, converted or laid out in another order, its state
  /// follows.
  private func prepareState(of entry: OptimizerEntry) {
    if entry.state.isEmpty { entry.state = slots.indices.map { initial($0, for: entry.parameter) } }
    entry.state = entry.state.map { tensor in
      let fits = withExtendedLifetime((entry, tensor)) {
        withUnsafePointer(to: entry.parameter.handle) { a in
          withUnsafePointer(to: tensor.handle) { b in ct_same_layouts(a, b, 1) }
        }
      }
      return fits ? tensor : ATen.empty_like(entry.parameter).copyInPlace(tensor)
    }
  }

  /// Discards how parameters were grouped into lots, after their state was replaced.
  func stateWasReplaced() { lots = groups.map { _ in [] } }
}
