/// A learning rate as a function of the step alone, so that a resumed run needs nothing but its step.
public protocol LearningRateSchedule: Sendable {
  /// - Parameters:
  ///   - base: the group's own rate
  ///   - step: from 0; an epoch where the schedule is meant in epochs
  func rate(base: Double, step: Int) -> Double
}

/// The same rate at every step.
public struct ConstantRate: LearningRateSchedule {
  public init() {}

  public func rate(base: Double, step: Int) -> Double { base }
}
