import Torch

// The rate of an update is a function of the step, by the schedule, and of what the epochs before have measured, by the
// plateau. The position holds both, so that a resumed training has the same rates.
extension Trainer {
  /// What the schedule counts, before the step's update.
  private var scheduleStep: Int { options.scheduleUnit == .epoch ? position.epoch : position.step }

  /// The rate of the coming update, for a group that starts with `base`.
  func rate(base: Double) -> Double {
    schedule.rate(base: base, step: scheduleStep) * (position.plateau?.scale ?? 1)
  }

  /// Takes in the criterion's value at an epoch's end; an epoch without one counts for nothing.
  func watchPlateau(_ value: Double?) {
    guard var plateau = options.plateau else { return }
    plateau.state = position.plateau ?? plateau.state
    if let value { plateau.observe(value) }
    position.plateau = plateau.state
  }
}
