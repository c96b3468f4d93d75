import Foundation

/// The base rate, multiplied by `factor` after every `interval` steps.
public struct StepDecay: LearningRateSchedule {
  /// The number of steps between two decays.
  public let interval: Int
  /// The factor of each decay.
  public let factor: Double

  public init(every interval: Int, factor: Double = 0.1) {
    require(interval > 0, "`interval` should be positive. Found \(interval).")
    require(factor >= 0, "`factor` should not be negative. Found \(factor).")
    (self.interval, self.factor) = (interval, factor)
  }

  public func rate(base: Double, step: Int) -> Double { base * pow(factor, Double(step / interval)) }
}

/// The base rate, multiplied by `factor` at each of the given steps.
public struct MultiStepDecay: LearningRateSchedule {
  /// The steps at which the rate falls, in ascending order.
  public let milestones: [Int]
  /// The factor of each decay.
  public let factor: Double

  public init(at milestones: [Int], factor: Double = 0.1) {
    require(milestones.allSatisfy { $0 >= 0 }, "`milestones` should not be negative. Found \(milestones).")
    require(factor >= 0, "`factor` should not be negative. Found \(factor).")
    (self.milestones, self.factor) = (milestones, factor)
  }

  public func rate(base: Double, step: Int) -> Double {
    base * pow(factor, Double(milestones.count { $0 <= step }))
  }
}

/// The base rate, multiplied by `factor` at every step.
public struct ExponentialDecay: LearningRateSchedule {
  /// The factor of each step.
  public let factor: Double

  public init(factor: Double) {
    require(factor > 0, "`factor` should be positive. Found \(factor).")
    self.factor = factor
  }

  public func rate(base: Double, step: Int) -> Double { base * pow(factor, Double(step)) }
}

/// Polynomial decay: base · (1 − step / steps)^power; 0 from `steps` on.
public struct PolynomialDecay: LearningRateSchedule {
  /// The number of steps until the rate is 0.
  public let steps: Int
  /// The power of the remaining share; 1 is a straight line.
  public let power: Double

  public init(steps: Int, power: Double = 1) {
    require(steps > 0, "`steps` should be positive. Found \(steps).")
    require(power >= 0, "`power` should not be negative. Found \(power).")
    (self.steps, self.power) = (steps, power)
  }

  public func rate(base: Double, step: Int) -> Double {
    step >= steps ? 0 : base * pow(1 - Double(step) / Double(steps), power)
  }
}
