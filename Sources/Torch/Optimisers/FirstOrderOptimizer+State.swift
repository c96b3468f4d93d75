extension FirstOrderOptimizer {
  private static var stepKey: String { "step" }

  public final func state() -> OptimizerState {
    var tensors: [String: Tensor] = [:]
    for entry in entries.joined() {
      for (index, name, _) in entry.named {
        tensors["\(name).\(Self.stepKey)"] = Tensor(scalar: Double(entry.step))
        for (slot, tensor) in zip(slots, entry.state) {
          tensors["\(name).\(slot)"] = entry.part(index, of: tensor).clone()
        }
      }
    }
    var numbers = hyperparameters
    for group in groups {
      numbers["\(group.name).learning_rate"] = group.learningRate
      numbers["\(group.name).weight_decay"] = group.weightDecay
    }
    return OptimizerState(algorithm: algorithm, tensors: tensors, numbers: numbers)
  }

  public final func forget(_ parameters: [Tensor]) {
    guard !parameters.isEmpty else { return }
    let forgotten = Set(parameters.map(ObjectIdentifier.init))
    _ = parameters.leaves
    divideEntries()
    for entry in entries.joined()
    where entry.named.contains(where: { forgotten.contains(ObjectIdentifier($0.parameter)) }) {
      entry.step = 0
      entry.state = []
    }
    stateWasReplaced()
  }

  public final func load(_ state: OptimizerState) throws {
    try check(state)
    let steps = Dictionary(
      uniqueKeysWithValues: try entries.joined().flatMap { entry in
        try entry.named.map { ($0.name, try step(of: $0.name, $0.parameter, in: state)) }
      })
    // Parameters of a stack that were updated a different number of times have corrections of their own.
    for entry in entries.joined() where Set(entry.names.map { steps[$0]! }).count > 1 { entry.divide() }
    divideEntries()
    withoutGradients {
      for entry in entries.joined() {
        entry.step = steps[entry.names[0]]!
        entry.state = entry.step == 0 ? [] : slots.map { kept($0, of: entry, in: state) }
      }
    }
    for index in groups.indices {
      groups[index].learningRate = state.numbers["\(groups[index].name).learning_rate"]!
      groups[index].weightDecay = state.numbers["\(groups[index].name).weight_decay"]!
    }
    stateWasReplaced()
  }

  /// A tensor of a saved state for an entry, in the order in memory of its parameter.
  private func kept(_ slot: String, of entry: OptimizerEntry, in state: OptimizerState) -> Tensor {
    let tensor = ATen.empty_like(entry.parameter)
    for (index, name, _) in entry.named {
      entry.part(index, of: tensor).copyInPlace(state.tensors["\(name).\(slot)"]!)
    }
    return tensor
  }

  /// Checks that a state is of this optimiser, these hyper-parameters and these names.
  private func check(_ state: OptimizerState) throws {
    guard state.algorithm == algorithm else {
      throw StateError("the optimiser's state should be of \(algorithm). Found \(state.algorithm).")
    }
    let settings = groups.flatMap { ["\($0.name).learning_rate", "\($0.name).weight_decay"] }
    try Self.check(Array(state.numbers.keys), needed: Array(hyperparameters.keys) + settings, allowed: [], "numbers")
    for (name, value) in hyperparameters.sorted(by: { $0.key < $1.key }) where state.numbers[name] != value {
      throw StateError("`\(name)` in the optimiser's state should be \(value). Found \(state.numbers[name]!).")
    }
    for name in settings where !(state.numbers[name]! >= 0) {
      throw StateError("`\(name)` in the optimiser's state should not be negative. Found \(state.numbers[name]!).")
    }
    let names = entries.joined().flatMap(\.names)
    try Self.check(
      Array(state.tensors.keys), needed: names.map { "\($0).\(Self.stepKey)" },
      allowed: names.flatMap { name in slots.map { "\(name).\($0)" } }, "tensors")
  }

  /// Checks that all needed names are there, and no name that is neither needed nor allowed.
  private static func check(_ found: [String], needed: [String], allowed: [String], _ kind: String) throws {
    if let missing = Set(needed).subtracting(found).min() {
      throw StateError("the optimiser's state should hold `\(missing)`. Found \(found.count) other \(kind).")
    }
    if let extra = Set(found).subtracting(needed).subtracting(allowed).min() {
      throw StateError("the optimiser's state should hold nothing for parameters it does not know. Found `\(extra)`.")
    }
  }

  /// The number of updates of a parameter. Checks its state's names and shapes first.
  private func step(of parameter: String, _ shaped: Tensor, in state: OptimizerState) throws -> Int {
    let name = "\(parameter).\(Self.stepKey)"
    let tensor = state.tensors[name]!
    guard tensor.count == 1, let step = Int(exactly: tensor.item()), step >= 0 else {
      throw StateError(
        "`\(name)` in the optimiser's state should be one whole number. Found \(tensor.array(of: Double.self)).")
    }
    for slot in slots {
      let name = "\(parameter).\(slot)"
      guard let tensor = state.tensors[name] else {
        if step == 0 { continue }
        throw StateError("the optimiser's state should hold `\(name)`, since its parameter was updated \(step) times.")
      }
      guard step > 0 else {
        throw StateError("the optimiser's state should hold no `\(name)`, since its parameter was never updated.")
      }
      guard tensor.shape == shaped.shape else {
        throw StateError(
          "`\(name)` in the optimiser's state should have the shape \(shaped.shape). Found \(tensor.shape).")
      }
    }
    return step
  }
}
