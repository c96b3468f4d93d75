/// A linear warm-up: from `start` times the base rate to the base rate in `steps` equal steps, then the base rate.
public struct LinearWarmUp: LearningRateSchedule {
  /// The number of steps until the base rate.
  public let steps: Int
  /// The first share of the base rate.
  public let start: Double

  /// Creates the schedule.
  ///
  /// - Parameter start: the first share of the base rate; PyTorch's default is a third
  public init(steps: Int, from start: Double = 1.0 / 3) {
    require(steps > 0, "`steps` should be positive. Found \(steps).")
    require(start >= 0, "`start` should not be negative. Found \(start).")
    (self.steps, self.start) = (steps, start)
  }

  public func rate(base: Double, step: Int) -> Double {
    base * (start + (1 - start) * Double(Swift.min(step, steps)) / Double(steps))
  }
}

/// A constant warm-up: `factor` times the base rate for `steps` steps, then the base rate.
public struct ConstantWarmUp: LearningRateSchedule {
  /// The number of steps before the base rate.
  public let steps: Int
  /// The share of the base rate in these steps.
  public let factor: Double

  public init(steps: Int, factor: Double = 1.0 / 3) {
    require(steps > 0, "`steps` should be positive. Found \(steps).")
    require(factor >= 0, "`factor` should not be negative. Found \(factor).")
    (self.steps, self.factor) = (steps, factor)
  }

  public func rate(base: Double, step: Int) -> Double { step < steps ? base * factor : base }
}

/// A linear warm-up for `steps` steps, then another schedule, which counts its own steps from 0.
public struct WarmUp: LearningRateSchedule {
  /// The warm-up.
  public let warmUp: LinearWarmUp
  /// The schedule after the warm-up, which counts its own steps from 0.
  public let schedule: any LearningRateSchedule

  public init(steps: Int, from start: Double = 1.0 / 3, then schedule: any LearningRateSchedule) {
    warmUp = LinearWarmUp(steps: steps, from: start)
    self.schedule = schedule
  }

  public func rate(base: Double, step: Int) -> Double {
    step < warmUp.steps
      ? warmUp.rate(base: base, step: step) : schedule.rate(base: base, step: step - warmUp.steps)
  }
}
