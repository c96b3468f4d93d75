import Balancing
import Torch

extension Trainer {
  /// Everything that the rest of the training depends on.
  func snapshot(_ history: LossHistory) -> Checkpoint {
    var working: [(name: String, tensor: Tensor)] = []
    func add(_ prefix: String, _ tensors: [String: Tensor]) {
      working += tensors.sorted { $0.key < $1.key }.map { ("\(prefix).\($0.key)", $0.value) }
    }
    add("weighting", weighting.state)
    add("gradients", gradients?.method.method.state ?? [:])
    add("probe", probe?.state ?? [:])
    add("generator", generators.mapValues(\.state))
    add("epoch", history.state())
    return Checkpoint(
      model: network.stateDictionary().map { ($0.name, $0.tensor.detach()) }, optimizer: optimizer.state(),
      working: working, position: position)
  }

  /// Puts network, optimiser, methods, generators and position into a checkpoint's state.
  ///
  /// - Returns: the losses of the running epoch so far.
  /// - Throws: an error that names the first part that does not fit.
  func restore(_ checkpoint: Checkpoint) throws -> LossHistory {
    try network.load(
      Dictionary(uniqueKeysWithValues: checkpoint.model.map { ($0.name, $0.tensor) }), from: "the checkpoint")
    func part(_ prefix: String) -> [String: Tensor] {
      Dictionary(
        uniqueKeysWithValues: checkpoint.working.filter { $0.name.hasPrefix(prefix + ".") }
          .map { (String($0.name.dropFirst(prefix.count + 1)), $0.tensor) })
    }
    try optimizer.load(checkpoint.optimizer)
    try weighting.load(state: part("weighting"))
    try gradients?.method.method.load(state: part("gradients"))
    try probe?.load(state: part("probe"))
    let states = part("generator")
    for (name, generator) in generators {
      guard let saved = states[name] else {
        throw TrainingError.checkpoint(
          "the checkpoint should hold the generator `\(name)`. Found \(states.keys.sorted()).")
      }
      try generator.restore(saved, named: "generator.\(name)")
    }
    position = checkpoint.position
    return try LossHistory(state: part("epoch"), tasks: tasks.count, device: options.device)
  }
}
