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

  /// What such a weighting may ask of the step with this batch.
  func probe(_ batch: Batch) -> StepProbe {
    let presence = tasks.map { batch.labelled[$0.name] ?? true }
    return StepProbe(
      losses: { [self] part in
        let piece =
          switch part {
          case .whole: batch
          case .part(let index, let parts): batch.part(index, of: parts)
          }
        return taskLosses(forward(piece.inputs), piece).values
      },
      present: mask(presence, .float32), parameters: network.parameters.filter(\.requiresGrad),
      learningRate: schedule.rate(base: baseRates[0], step: scheduleStep))
  }

  /// - Throws: `SettingError` for options under which the method cannot do what it says.
  func checkOptions() throws {
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
}
