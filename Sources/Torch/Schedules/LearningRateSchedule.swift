import Components

/// A learning rate as a function of the step alone, so that a resumed run needs nothing but its step.
public protocol LearningRateSchedule: Sendable {
  /// The learning rate of a step.
  ///
  /// - Parameters:
  ///   - base: the group's own rate
  ///   - step: the number of the step from 0, or of the epoch for a schedule in epochs
  func rate(base: Double, step: Int) -> Double
}

/// A schedule that keeps the base rate at every step.
public struct ConstantRate: LearningRateSchedule {
  public static let card = ScheduleCard(About("constant", "the rate stays")) { _ in ConstantRate() }

  public init() {}

  public func rate(base: Double, step: Int) -> Double { base }
}

/// The unit that a learning-rate schedule counts.
public enum ScheduleUnit: String, Sendable, CaseIterable {
  /// Completed epochs: the rate is the same for all updates of one.
  case epoch
  /// Updates since the start.
  case update
}

/// A schedule for a rate of 1, times each group's own rate.
package struct RelativeSchedule: LearningRateSchedule {
  let shape: any LearningRateSchedule

  package init(_ shape: any LearningRateSchedule) { self.shape = shape }

  package func rate(base: Double, step: Int) -> Double { base * shape.rate(base: 1, step: step) }
}
