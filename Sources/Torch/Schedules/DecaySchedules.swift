import Foundation

/// The base rate, multiplied by `factor` after every `interval` steps.
public struct StepDecay: LearningRateSchedule {
  public let interval: Int
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
  public let milestones: [Int]
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
  public let factor: Double

  public init(factor: Double) {
    require(factor > 0, "`factor` should be positive. Found \(factor).")
    self.factor = factor
  }

  public func rate(base: Double, step: Int) -> Double { base * pow(factor, Double(step)) }
}

/// Polynomial decay: base · (1 − step / steps)^power; 0 from `steps` on.
public struct PolynomialDecay: LearningRateSchedule {
  public let steps: Int
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
