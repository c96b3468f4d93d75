import Balancing
import Datasets
import OrderedCollections
import Sharing
import Tasks
import Torch

extension Trainer {
  /// Adds a batch's task gradients and, for the last batch of an update, leaves the method's direction in the parameters'
  /// gradients.
  ///
  /// - Parameter share: of the update that this batch makes.
  func differentiate(
    _ batch: Batch, _ gradients: GradientBalancer, _ history: inout LossHistory, share: Double, update: Bool
  ) throws {
    if position.batch % options.accumulation == 0 { gradients.cancel() }
    let parts = gradients.parts
    guard batch.count >= parts else {
      throw BalancingError(
        "`\(gradients.method.card.name)` should have batches of at least \(parts) samples, one for each independent part. "
          + "Found \(batch.count).")
    }
    for part in 0..<parts {
      let piece = parts == 1 ? batch : self.part(part, of: parts, batch)
      let (outputs, losses, graph) = try graph(piece, staged: gradients.needsStages)
      try look(at: losses.values, batch: position.batch)
      history.append(losses: losses.values.detach(), weights: nil, present: losses.presence, partOf: parts)
      if part == 0 { measureGradients(losses, outputs, piece) }
      penalise(losses, piece, share: share / Double(parts))
      gradients.add(graph, share: share, part: part)
    }
    guard update else { return }
    let presence = gradients.presence
    let losses = gradients.meanLosses.clone().requiringGrad()
    let weighted = weighting.weigh(losses, present: mask(presence, losses.dtype))
    if let made = try gradients.finish(weights: weighted.weights) {
      let weights = made.weights.map { weights in
        Tensor(weights.map { $0 ?? 0 }).to(losses.device, losses.dtype)
      }
      history.setWeights(weights)
      differentiateScales(weighted.objective)
    }
  }

  /// The losses' graph, with the stages of the shared network where the method needs them.
  private func graph(
    _ batch: Batch, staged: Bool
  ) throws -> (outputs: OrderedDictionary<String, Tensor>, losses: TaskLosses, graph: TaskGraph) {
    var pass: StagedPass?
    let outputs = forward(batch.inputs) { inputs in
      let made = StagedPass(network, inputs, staged: staged)
      pass = made
      return made.outputs
    }
    try checkFirst(outputs, batch)
    let losses = taskLosses(outputs, batch)
    try losses.check()
    return (outputs, losses, pass!.graph(losses: losses.each, present: losses.presence))
  }

  /// The gradients of what the loss weighting learns; the losses are constants here.
  private func differentiateScales(_ objective: Tensor) {
    let scales = weighting.learned.map(\.tensor)
    guard !scales.isEmpty else { return }
    for (scale, gradient) in zip(scales, Tensor.grad(of: [objective], respectTo: scales, allowUnused: true)) {
      scale.grad = gradient
    }
  }

  // MARK: the penalty on cosines

  /// Adds a batch's gradients of the penalty to those since the last update; before the losses' own backward pass.
  func penalise(_ losses: TaskLosses, _ batch: Batch, share: Double) {
    guard let regulariser, losses.presence.contains(true) else { return }
    func present(_ losses: TaskLosses) -> [Tensor] {
      losses.each.indices.filter { losses.presence[$0] }.map { losses.each[$0] }
    }
    let found = regulariser.gradients(
      losses: present(losses), lastLayer: lastShared, parameters: trained,
      again: { [self] in undisturbed(from: stepStart) { present(taskLosses(forward(batch.inputs), batch)) } })
    let shares = found.gradients.map { $0.map { share == 1 ? $0 : $0 * share } }
    penaltyGradients =
      penaltyGradients.isEmpty
      ? shares : zip(penaltyGradients, shares).map { sum, one in one.map { one in sum.map { $0 + one } ?? one } ?? sum }
  }

  /// Adds the penalty's gradients to those of the update.
  func addPenaltyGradients() {
    for (tensor, gradient) in zip(trained, penaltyGradients) {
      guard let gradient else { continue }
      if let sum = tensor.grad { sum.addInPlace(gradient) } else { tensor.grad = gradient }
    }
  }
}
