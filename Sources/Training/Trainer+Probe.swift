import Balancing
import Datasets
import Sharing
import Tasks
import Torch

extension Trainer {
  /// One of several equal parts of a batch, which knows which tasks have labels in it.
  func part(_ index: Int, of parts: Int, _ batch: Batch) -> Batch {
    var piece = batch.part(index, of: parts)
    for task in tasks where batch.labelled[task.name] != false {
      if let target = piece.targets[task.name] { piece.labelled[task.name] = task.labelled(target).item() > 0 }
    }
    return piece
  }

  /// Whether the loss weighting makes passes of its own around a step.
  var looksAgain: Bool { type(of: weighting).card.looksAgain }

  /// What such a weighting may ask of the step with this batch. Its passes draw the random numbers that the step's own pass
  /// draws, and leave generators, running statistics and gradients as they were.
  ///
  /// - Parameter start: the generators' states before the step's forward pass.
  func probe(_ batch: Batch, from start: [String: Tensor]) -> StepProbe {
    func piece(_ part: BatchPart) -> Batch {
      switch part {
      case .whole: batch
      case .part(let index, let parts): self.part(index, of: parts, batch)
      }
    }
    func presence(_ batch: Batch) -> Tensor? { mask(tasks.map { batch.labelled[$0.name] ?? true }, .float32) }
    return StepProbe(
      losses: { [self] part in
        let piece = piece(part)
        return undisturbed(from: start) { taskLosses(forward(piece.inputs), piece).values }
      },
      present: presence(batch), presentIn: { presence(piece($0)) },
      parameters: network.parameters.filter(\.requiresGrad),
      learningRate: rate(base: baseRates[0]))
  }

  /// Runs a pass with generators in a given state; these and the network's running statistics are then what they were.
  func undisturbed<Result>(from start: [String: Tensor], _ body: () -> Result) -> Result {
    let states = generators.mapValues(\.state)
    for (name, state) in start { generators[name]?.state = state }
    defer { for (name, state) in states { generators[name]?.state = state } }
    return network.keepingBuffers(body)
  }

  // MARK: key performance indicators

  /// Tells a weighting that asks for them each task's indicator on the split that selects epochs.
  func tellIndicators(_ figures: SplitFigures) {
    guard type(of: weighting).card.needsIndicators else { return }
    let values = tasks.map { task -> Double in
      guard let name = task.indicator?.name, let value = figures.metrics[task.name]?[name] else { return .nan }
      return min(max(value, 0), 1)
    }
    weighting.measured(indicators: Tensor(values).to(options.device))
  }
}
