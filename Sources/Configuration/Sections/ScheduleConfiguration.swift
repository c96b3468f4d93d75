import Components
import Torch

/// The change of the learning rate in training. Lengths are in epochs, also in parts of one.
package struct ScheduleConfiguration: Hashable, Sendable {
  package var shape: Chosen<ScheduleCard>
  /// The epochs in which the rate grows linearly from 0, before the shape takes over.
  package var warmUp: Double
  /// The unit in which the rate changes.
  package var per: ScheduleUnit

  /// Reads the section.
  ///
  /// - Parameter selects: whether a criterion selects epochs, by which a plateau is judged.
  init(reading section: ConfigurationSection, selects: Bool, schedules: Registry<ScheduleCard>) throws {
    shape = try section.component(
      of: schedules, default: (selects ? ReduceOnPlateau.card : ConstantRate.card).name
    ) { card in
      guard card.followsMeasure, !selects else { return }
      throw ConfigurationError(
        "`\(section.path(of: "kind"))` should be another than `\(card.name)` where `select.criterion` is `last`: nothing says "
          + "when the training stops improving. Found \"\(card.name)\".", at: section.given("kind")?.origin ?? .default)
    }
    let risesItself = shape.card.risesItself
    warmUp =
      risesItself
      ? 0 : try section.double("warm-up", default: 0, in: .between(0, Double(Bounds.epochs.upperBound)))
    per = try section.choice("per", default: risesItself || warmUp > 0 ? .update : .epoch)
  }

  /// The rule that lowers the rate when the criterion stops improving; nil for a schedule of the step alone.
  ///
  /// A loss improves if it falls by more than a ten-thousandth, as in PyTorch. The values of other criteria may be 0 or
  /// negative, so every fall counts.
  func plateau(_ criterion: SelectionConfiguration.Criterion) -> ReduceOnPlateau? {
    guard case .measure(let make) = shape.card.rule else { return nil }
    return make(shape.settings, criterion == .loss ? .relative(1e-4) : .absolute(0))
  }

  /// The schedule in its unit's steps.
  func schedule(epochs: Int, updatesPerEpoch: Int) -> any LearningRateSchedule {
    let setup = ScheduleSetup(
      shape.settings, epochs: epochs, warmUp: warmUp, stepsPerEpoch: per == .epoch ? 1 : updatesPerEpoch)
    var main: any LearningRateSchedule = ConstantRate()
    if case .step(let make) = shape.card.rule { main = make(setup) }
    let steps = setup.steps(warmUp)
    return steps > 0 ? WarmUp(steps: steps, from: 1 / Double(steps + 1), then: main) : main
  }
}
