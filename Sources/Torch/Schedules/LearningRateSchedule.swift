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
  public init() {}

  public func rate(base: Double, step: Int) -> Double { base }
}
