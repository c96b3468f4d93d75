import Components
import Foundation

extension Citation {
  fileprivate static let loshchilov2017 = Citation(
    "Loshchilov, Hutter", "SGDR: Stochastic Gradient Descent with Warm Restarts", "ICLR", 2017, "arXiv 1608.03983")
}

/// Cosine annealing: from the base rate to `minimum` along half a cosine in `steps` steps, and back in the next
/// `steps`. Its period is twice `steps`.
///
/// Source: I. Loshchilov, F. Hutter, [SGDR: Stochastic Gradient Descent with Warm
/// Restarts](https://arxiv.org/abs/1608.03983), ICLR 2017.
public struct CosineAnnealing: LearningRateSchedule {
  public static let card = ScheduleCard(
    About(
      "cosine", "the rate follows half a cosine down to `minimum`, over the whole training", citation: .loshchilov2017,
      settings: [.minimumRate])
  ) { CosineAnnealing(steps: $0.rest, minimum: $0.settings.number("minimum")) }

  /// The number of steps from the base rate to the minimum.
  public let steps: Int
  /// The lowest rate.
  public let minimum: Double

  public init(steps: Int, minimum: Double = 0) {
    require(steps > 0, "`steps` should be positive. Found \(steps).")
    require(minimum >= 0, "`minimum` should not be negative. Found \(minimum).")
    (self.steps, self.minimum) = (steps, minimum)
  }

  public func rate(base: Double, step: Int) -> Double {
    minimum + (base - minimum) * (1 + cos(.pi * Double(step) / Double(steps))) / 2
  }
}

/// Cosine annealing with restarts: the first after `first` steps, then each period `growth` times as long as the one
/// before.
///
/// Source: I. Loshchilov, F. Hutter, [SGDR: Stochastic Gradient Descent with Warm
/// Restarts](https://arxiv.org/abs/1608.03983), ICLR 2017.
public struct CosineWarmRestarts: LearningRateSchedule {
  public static let card = ScheduleCard(
    About(
      "cosine-restarts", "the rate follows half a cosine down to `minimum` again and again", citation: .loshchilov2017,
      settings: [
        Setting(
          "first", .number(.positive(upTo: Schedules.longest)), isRequired: true, "the epochs before the first restart"),
        Setting(
          "growth", .wholeNumber(.between(1, 1_000)), default: 1,
          "the factor by which each period is longer than the one before", source: "PyTorch"),
        .minimumRate,
      ])
  ) { setup in
    CosineWarmRestarts(
      first: max(1, setup.steps(setup.settings.number("first"))), growth: setup.settings.wholeNumber("growth"),
      minimum: setup.settings.number("minimum"))
  }

  /// The number of steps before the first restart.
  public let first: Int
  /// The factor by which each period is longer than the one before.
  public let growth: Int
  /// The lowest rate.
  public let minimum: Double

  public init(first: Int, growth: Int = 1, minimum: Double = 0) {
    require(first > 0, "`first` should be positive. Found \(first).")
    require(growth > 0, "`growth` should be positive. Found \(growth).")
    require(minimum >= 0, "`minimum` should not be negative. Found \(minimum).")
    (self.first, self.growth, self.minimum) = (first, growth, minimum)
  }

  public func rate(base: Double, step: Int) -> Double {
    var (position, length) = growth == 1 ? (step % first, first) : (step, first)
    while position >= length {
      position -= length
      length *= growth
    }
    return minimum + (base - minimum) * (1 + cos(.pi * Double(position) / Double(length))) / 2
  }
}

/// The one-cycle rate: one rise from `peak / startDivisor` to `peak` and one fall to `peak / (startDivisor ·
/// endDivisor)`. The base rate is not used. With three phases the fall first mirrors the rise and then continues to the
/// end.
///
/// Source: L. N. Smith, N. Topin, [Super-Convergence: Very Fast Training of Neural Networks Using Large Learning
/// Rates](https://arxiv.org/abs/1708.07120), 2018.
public struct OneCycle: LearningRateSchedule {
  public static let card = ScheduleCard(
    About(
      "one-cycle", "the rate rises to its full value and falls to almost nothing, both along cosines",
      citation: Citation(
        "Smith, Topin", "Super-Convergence: Very Fast Training of Neural Networks Using Large Learning Rates", "arXiv",
        2018, "arXiv 1708.07120"),
      settings: [
        Setting(
          "rising", .number(.properFraction), default: 0.3, "the share of the training in which the rate rises",
          source: "PyTorch"),
        Setting(
          "initial-divisor", .number(.atLeast(1)), default: 25,
          "the first rate is the learning rate divided by this number", source: "PyTorch"),
        Setting(
          "final-divisor", .number(.atLeast(1)), default: 1e4, "the last rate is the first divided by this number",
          source: "PyTorch"),
      ]), risesItself: true
  ) { setup in
    let settings = setup.settings
    return RelativeSchedule(
      OneCycle(
        peak: 1, steps: max(2, setup.total), rise: settings.number("rising"),
        startDivisor: settings.number("initial-divisor"), endDivisor: settings.number("final-divisor")))
  }

  /// The curve of the rise and the fall.
  public enum Anneal: String, Sendable { case cosine, linear }

  /// The highest rate.
  public let peak: Double
  /// The number of steps of the whole cycle.
  public let steps: Int
  /// The share of the steps in which the rate rises.
  public let rise: Double
  /// The curve of the rise and the fall.
  public let anneal: Anneal
  /// The highest rate divided by the first.
  public let startDivisor: Double
  /// The first rate divided by the last.
  public let endDivisor: Double
  /// Whether the fall first mirrors the rise and then continues to the end.
  public let hasThreePhases: Bool

  /// Creates the schedule with PyTorch's defaults.
  public init(
    peak: Double, steps: Int, rise: Double = 0.3, anneal: Anneal = .cosine, startDivisor: Double = 25,
    endDivisor: Double = 1e4, hasThreePhases: Bool = false
  ) {
    require(peak > 0, "`peak` should be positive. Found \(peak).")
    require(steps > 0, "`steps` should be positive. Found \(steps).")
    require((0...1).contains(rise), "`rise` should be in [0, 1]. Found \(rise).")
    require(startDivisor > 0, "`startDivisor` should be positive. Found \(startDivisor).")
    require(endDivisor > 0, "`endDivisor` should be positive. Found \(endDivisor).")
    (self.peak, self.steps, self.rise, self.anneal) = (peak, steps, rise, anneal)
    (self.startDivisor, self.endDivisor, self.hasThreePhases) = (startDivisor, endDivisor, hasThreePhases)
  }

  public func rate(base: Double, step: Int) -> Double {
    let start = peak / startDivisor
    let top = rise * Double(steps) - 1
    let last = Double(steps - 1)
    let phases =
      hasThreePhases
      ? [(top, start, peak), (2 * rise * Double(steps) - 2, peak, start), (last, start, start / endDivisor)]
      : [(top, start, peak), (last, peak, start / endDivisor)]
    var begin = 0.0
    for (end, from, to) in phases {
      if Double(step) <= end {
        return between(from, to, end > begin ? (Double(step) - begin) / (end - begin) : 1)
      }
      begin = end
    }
    return start / endDivisor
  }

  private func between(_ from: Double, _ to: Double, _ share: Double) -> Double {
    switch anneal {
    case .cosine: to + (from - to) / 2 * (1 + cos(.pi * share))
    case .linear: from + (to - from) * share
    }
  }
}
