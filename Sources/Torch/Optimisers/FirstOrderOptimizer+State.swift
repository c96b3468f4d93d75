extension FirstOrderOptimizer {
  private static var stepKey: String { "step" }

  public final func state() -> OptimizerState {
    var tensors: [String: Tensor] = [:]
    for entry in entries.joined() {
      tensors["\(entry.name).\(Self.stepKey)"] = Tensor(scalar: Double(entry.step))
      for (slot, tensor) in zip(slots, entry.state) { tensors["\(entry.name).\(slot)"] = tensor.clone() }
    }
    var numbers = hyperparameters
    for group in groups {
      numbers["\(group.name).learning_rate"] = group.learningRate
      numbers["\(group.name).weight_decay"] = group.weightDecay
    }
    return OptimizerState(algorithm: algorithm, tensors: tensors, numbers: numbers)
  }

  public final func load(_ state: OptimizerState) throws {
    try check(state)
    let steps = try entries.joined().map { entry in try step(of: entry, in: state) }
    withoutGradients {
      for (entry, step) in zip(entries.joined(), steps) {
        entry.step = step
        entry.state =
          step == 0
          ? []
          : slots.map { slot in
            ATen.empty_like(entry.parameter).copyInPlace(state.tensors["\(entry.name).\(slot)"]!)
          }
      }
    }
    for index in groups.indices {
      groups[index].learningRate = state.numbers["\(groups[index].name).learning_rate"]!
      groups[index].weightDecay = state.numbers["\(groups[index].name).weight_decay"]!
    }
    stateWasReplaced()
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
    let names = entries.joined().map(\.name)
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
  private func step(of entry: Entry, in state: OptimizerState) throws -> Int {
    let name = "\(entry.name).\(Self.stepKey)"
    let tensor = state.tensors[name]!
    guard tensor.count == 1, let step = Int(exactly: tensor.item()), step >= 0 else {
      throw StateError(
        "`\(name)` in the optimiser's state should be one whole number. Found \(tensor.array(of: Double.self)).")
    }
    for slot in slots {
      let name = "\(entry.name).\(slot)"
      guard let tensor = state.tensors[name] else {
        if step == 0 { continue }
        throw StateError("the optimiser's state should hold `\(name)`, since its parameter was updated \(step) times.")
      }
      guard step > 0 else {
        throw StateError("the optimiser's state should hold no `\(name)`, since its parameter was never updated.")
      }
      guard tensor.shape == entry.parameter.shape else {
        throw StateError(
          "`\(name)` in the optimiser's state should have the shape \(entry.parameter.shape). Found \(tensor.shape).")
      }
    }
    return step
  }
}
