import Balancing
import Datasets
import Sharing
import Tasks
import Torch

extension Trainer {
  /// Whether the loss weighting makes passes of its own around a step.
  var looksAgain: Bool {
    let cost = type(of: weighting).card.cost
    return cost.forwardPasses > 1 || cost.backwardPasses > 1
  }

  /// What such a weighting may ask of the step with this batch. Its passes draw the random numbers that the step's own pass
  /// draws, and leave generators, running statistics and gradients as they were.
  ///
  /// - Parameter start: the generators' states before the step's forward pass.
  func probe(_ batch: Batch, from start: [String: Tensor]) -> StepProbe {
    func piece(_ part: BatchPart) -> Batch {
      switch part {
      case .whole: batch
      case .part(let index, let parts): batch.part(index, of: parts)
      }
    }
    return StepProbe(
      losses: { [self] part in
        let piece = piece(part)
        return undisturbed(from: start) { taskLosses(forward(piece.inputs), piece).values }
      },
      present: mask(tasks.map { batch.labelled[$0.name] ?? true }, .float32),
      parameters: network.parameters.filter(\.requiresGrad),
      learningRate: schedule.rate(base: baseRates[0], step: scheduleStep))
  }

  /// Runs a pass with generators in a given state; these and the network's running statistics are then what they were.
  private func undisturbed<Result>(from start: [String: Tensor], _ body: () -> Result) -> Result {
    let states = generators.mapValues(\.state)
    let buffers = network.namedBuffers().map(\.tensor)
    let values = buffers.map { $0.clone() }
    for (name, state) in start { generators[name]?.state = state }
    defer {
      for (name, state) in states { generators[name]?.state = state }
      withoutGradients { for (buffer, value) in zip(buffers, values) { buffer.copyInPlace(value) } }
    }
    return body()
  }

  /// - Throws: `SettingError` for options under which the method cannot do what it says.
  func checkOptions(validates: Bool) throws {
    try checkIndicators(validates: validates)
    try gradients?.check(accumulation: options.accumulation)
    if let gradients, gradients.scope != .shared, !(network is any SharedRepresentation) {
      throw SettingError(
        "`scope` should be shared for a network without one shared representation. Found \(gradients.scope).")
    }
    guard looksAgain, options.accumulation > 1 else { return }
    throw SettingError(
      "`accumulate` should be 1 for `\(type(of: weighting).card.name)`, which looks at a step's batch again. "
        + "Found \(options.accumulation).")
  }

  // MARK: key performance indicators

  /// The metric that is a task's key performance indicator: its first one of which more is better.
  private func indicator(of task: Task) -> Metric? { task.metrics.first { $0.direction == .higherIsBetter } }

  /// Tells a weighting that asks for them each task's indicator on the split that selects epochs.
  func tellIndicators(_ figures: SplitFigures) {
    guard type(of: weighting).card.needsIndicators else { return }
    let values = tasks.map { task -> Double in
      guard let name = indicator(of: task)?.name, let value = figures.metrics[task.name]?[name] else { return .nan }
      return min(max(value, 0), 1)
    }
    weighting.measured(indicators: Tensor(values).to(options.device))
  }

  private func checkIndicators(validates: Bool) throws {
    let card = type(of: weighting).card
    guard card.needsIndicators else { return }
    for task in tasks where indicator(of: task) == nil {
      throw SettingError(
        "`\(card.name)` should have for every task a metric of which more is better, between 0 and 1. "
          + "Found \(task.metrics.map(\.name)) for `\(task.name)`.")
    }
    if !validates { throw SettingError("`\(card.name)` should have a split on which epochs are selected. Found none.") }
  }
}
