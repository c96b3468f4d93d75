import Sharing
import Tasks
import Torch

/// The check that a network's groups say which tasks move which parameters, by differentiation and by perturbation.
///
/// All parameters first leave their start values by a little noise: a factor that starts at zero would hide the gradient of
/// the other one. A task moves a parameter if its loss has a derivative there, in evaluation or in training, or if its
/// output changes with the parameter. The network's parameters, buffers and generators are as before afterwards.
package struct MovementCheck {
  /// Samples with the losses of their tasks. A task without a loss has the product of its output with random numbers.
  package struct Batch {
    let traced: TracedBatch
    let losses: [String: (Tensor) -> Tensor]

    package init(_ traced: TracedBatch, losses: [String: (Tensor) -> Tensor] = [:]) {
      (self.traced, self.losses) = (traced, losses)
    }
  }

  /// The size of the noise and of a perturbation, next to a parameter's own root mean square.
  private static let step = 0.1
  /// The size for parameters that are zero.
  private static let least = 0.01
  /// The epochs of the training in which a network that changes with them is looked at.
  private static let epochs = 30
  /// The most parameters that an error names.
  private static let mostNamed = 4

  private let network: any MultiTaskNetwork
  private let generators: [Generator]
  private let noise = Generator(seed: 0)

  /// - Parameter generators: those from which the network draws in training.
  package init(_ network: any MultiTaskNetwork, generators: [Generator] = []) {
    (self.network, self.generators) = (network, generators)
  }

  /// Checks the network on samples of each data set.
  ///
  /// - Returns: a sentence on what was checked.
  /// - Throws: `DrawingError` with the parameters and tasks that differ from the groups; `TorchError` for samples that the
  ///   network cannot take.
  package func callAsFunction(_ batches: [Batch]) throws -> String {
    let movement = try Movement(network)
    let trained = network.namedParameters().filter { $0.tensor.requiresGrad }
    trained.map(\.tensor).dissolveStacks()
    return try withTorchErrors {
      let start = trained.map { $0.tensor.detach().clone() }
      defer { for (parameter, value) in zip(trained, start) { set(parameter.tensor, value) } }
      for parameter in trained { set(parameter.tensor, disturbed(parameter.tensor)) }
      var differentiated = trained.map { _ in Set<String>() }, perturbed = differentiated
      // A network that changes with the epochs is looked at in its first one, in which a choice may be open, and in a later one.
      let aware = network as? any EpochAware
      for epoch in aware == nil ? 0..<1 : 0..<2 {
        aware?.epochBegins(epoch, of: Self.epochs)
        for batch in batches {
          for training in [false, true] {
            for (task, loss) in losses(batch, training: training) {
              let gradients = Tensor.grad(
                of: [loss], respectTo: trained.map(\.tensor), retainGraph: true, allowUnused: true)
              for (place, gradient) in gradients.enumerated() where gradient.map(isNotZero) == true {
                differentiated[place].insert(task)
              }
            }
          }
          perturb(trained.map(\.tensor), batch) { place, task in perturbed[place].insert(task) }
        }
      }
      return try verdict(movement, trained.map(\.name), differentiated, perturbed, batches)
    }
  }

  private func verdict(
    _ movement: Movement, _ names: [String], _ differentiated: [Set<String>], _ perturbed: [Set<String>],
    _ batches: [Batch]
  ) throws -> String {
    var wrong: [String] = [], alone = 0
    for (place, name) in names.enumerated() {
      let stated = movement.groupOf[name].map { Set(movement.groups[$0].tasks) } ?? []
      let found = differentiated[place].union(perturbed[place])
      if differentiated[place] != perturbed[place] { alone += 1 }
      guard found != stated else { continue }
      wrong.append(
        "`\(Drawing.bounded(name))` should be moved by \(listed(stated)), as the network's groups say. "
          + "Found \(listed(differentiated[place])) by differentiation and \(listed(perturbed[place])) by perturbation."
      )
    }
    guard wrong.isEmpty else {
      let more = wrong.count > Self.mostNamed ? "\n… and \(wrong.count - Self.mostNamed) more." : ""
      throw DrawingError(wrong.prefix(Self.mostNamed).joined(separator: "\n") + more)
    }
    let samples = batches.reduce(0) { $0 + $1.traced.inputs.count }
    return
      "Verified on \(samples) samples: each of \(names.count) parameter tensors is moved by exactly the tasks of its colour"
      + (alone == 0
        ? ", by differentiation and by perturbation."
        : "; for \(alone) of them differentiation or perturbation alone shows every task.")
  }

  private func listed(_ set: Set<String>) -> String {
    let names = network.tasks.filter(set.contains)
    let shown = names.prefix(Self.mostNamed).map { "`\(Drawing.bounded($0))`" }.joined(separator: ", ")
    return names.isEmpty ? "no task" : shown + (names.count > Self.mostNamed ? ", …" : "")
  }

  /// Changes one parameter after the other and tells which tasks' outputs change: in evaluation, or in training with the
  /// same random numbers.
  private func perturb(_ parameters: [Tensor], _ batch: Batch, _ tell: (Int, String) -> Void) {
    withoutGradients {
      let before = [false, true].map { outputs(batch, training: $0) }
      for (place, parameter) in parameters.enumerated() {
        let value = parameter.detach().clone()
        set(parameter, disturbed(parameter))
        for (training, known) in zip([false, true], before) {
          let after = outputs(batch, training: training)
          let changed = batch.traced.tasks.filter { task in
            guard let first = known[task], let second = after[task] else { return false }
            return isNotZero(first - second)
          }
          for task in changed { tell(place, task) }
          if changed.count == batch.traced.tasks.count { break }
        }
        set(parameter, value)
      }
    }
  }

  private func outputs(_ batch: Batch, training: Bool) -> TaskTensors {
    let states = generators.map(\.state)
    defer { for (generator, state) in zip(generators, states) { generator.state = state } }
    func pass() -> TaskTensors { network.outputs(batch.traced.inputs, tasks: batch.traced.tasks) }
    return training ? network.keepingBuffers(pass) : network.evaluating(pass)
  }

  private func losses(_ batch: Batch, training: Bool) -> [(task: String, loss: Tensor)] {
    let outputs = outputs(batch, training: training)
    return batch.traced.tasks.compactMap { task in
      outputs[task].map { output in
        let random = { Tensor.randn(output.shape, generator: noise).to(output.device, output.dtype) }
        return (task: task, loss: batch.losses[task]?(output) ?? (output * random()).sum())
      }
    }
  }

  private func disturbed(_ tensor: Tensor) -> Tensor {
    let value = tensor.detach()
    let size = max(value.square().mean().item().squareRoot() * Self.step, Self.least)
    return value + Tensor.randn(value.shape, generator: noise).to(value.device, value.dtype) * size
  }

  private func set(_ tensor: Tensor, _ value: Tensor) { _ = withoutGradients { tensor.copyInPlace(value) } }

  private func isNotZero(_ tensor: Tensor) -> Bool { tensor.abs().max().item() != 0 }
}
