import Components
import Foundation

/// The base rate, multiplied by `factor` after every `interval` steps.
public struct StepDecay: LearningRateSchedule {
  public static let card = ScheduleCard(
    About(
      "step", "the rate is multiplied by `factor` after every `every` epochs",
      settings: [
        Setting(
          "every", .number(.positive(upTo: Schedules.longest)), isRequired: true, "the interval in epochs"),
        .factor(0.5, "the factor of each decay"),
      ])
  ) { setup in
    StepDecay(every: max(1, setup.steps(setup.settings.number("every"))), factor: setup.settings.number("factor"))
  }

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
  public static let card = ScheduleCard(
    About(
      "multi-step", "the rate is multiplied by `factor` at the given epochs",
      settings: [
        Setting(
          "at", .numbers(.positive(upTo: Schedules.longest)), isRequired: true, "the epochs, in ascending order"),
        .factor(0.5, "the factor of each decay"),
      ]
    ) { settings throws(SettingError) in
      let epochs = settings.numbers("at") ?? []
      guard epochs != epochs.sorted() else { return }
      throw SettingError("at", "should name epochs in ascending order. Found \(epochs).")
    }
  ) { setup in
    MultiStepDecay(at: setup.settings.numbers("at")!.map(setup.steps), factor: setup.settings.number("factor"))
  }

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
  public static let card = ScheduleCard(
    About(
      "exponential", "the rate is multiplied by `factor` at every step",
      settings: [.factor(0.95, "the factor of each epoch, or of each update")])
  ) { ExponentialDecay(factor: $0.settings.number("factor")) }

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
  public static let card = ScheduleCard(
    About(
      "polynomial", "the rate times (1 − share of the training)^power",
      citation: Citation(
        "Chen, Papandreou, Kokkinos, Murphy, Yuille",
        "DeepLab: Semantic Image Segmentation with Deep Convolutional Nets, Atrous Convolution, and Fully Connected CRFs",
        "TPAMI", 2018, "arXiv 1606.00915"),
      settings: [
        Setting(
          "power", .number(.positive), default: 0.9, "the power of the remaining share; 1 is a straight line",
          source: "DeepLab")
      ])
  ) { PolynomialDecay(steps: $0.rest, power: $0.settings.number("power")) }

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
