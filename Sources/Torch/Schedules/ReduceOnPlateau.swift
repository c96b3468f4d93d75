import Components

/// Lowers the rate by `factor` when a measure has not improved for more than `patience` epochs in a row.
///
/// The rate depends on what was measured, not on the step alone, so it has a state, which a checkpoint holds.
public struct ReduceOnPlateau: Sendable, Codable, Equatable {
  public static let card = ScheduleCard(
    About(
      "plateau",
      "the rate is multiplied by `factor` when the criterion that selects epochs has not improved for long",
      settings: [
        Setting(
          "factor", .number(.properFraction), default: 0.5, "the factor of each reduction",
          source: "a choice of this toolkit: a rate that falls too soon ends the learning; PyTorch has 0.1"),
        Setting(
          "patience", .wholeNumber(.between(0, Schedules.longest)), default: 9,
          "the epochs in a row without a better value that are accepted",
          source: "half of early stopping's patience, so that a lower rate has time to help; PyTorch has 10"),
      ]),
    ofMeasure: { settings, threshold in
      ReduceOnPlateau(
        factor: settings.number("factor"), patience: settings.wholeNumber("patience"), threshold: threshold)
    })

  /// The direction in which the measure is better.
  public enum Mode: String, Sendable, Codable { case lowerIsBetter, higherIsBetter }
  /// The size of a change that counts as an improvement: a share of the best so far, or an amount.
  public enum Threshold: Sendable, Codable, Equatable {
    case relative(Double)
    case absolute(Double)
  }

  /// The direction in which the measure is better.
  public let mode: Mode
  /// The factor of each reduction.
  public let factor: Double
  /// The number of epochs in a row without an improvement that are accepted.
  public let patience: Int
  /// The size of an improvement that counts.
  public let threshold: Threshold
  /// The number of epochs after a reduction in which nothing is counted.
  public let cooldown: Int
  /// The smallest share of the base rate to which the rate is lowered.
  public let minimum: Double

  /// The state: what was learned from the measures so far.
  public struct State: Sendable, Codable, Equatable {
    /// The rate's share of the base rate.
    public var scale = 1.0
    /// The best measure so far.
    public var best: Double?
    /// The number of epochs in a row without an improvement.
    public var badEpochs = 0
    /// The number of epochs after a reduction in which nothing is counted yet.
    public var remainingCooldown = 0

    /// Whether a run can have come to this state; a state that fails here was damaged.
    public var isPossible: Bool {
      (0...1).contains(scale) && badEpochs >= 0 && remainingCooldown >= 0 && best?.isNaN != true
    }
  }

  /// The state, which a checkpoint holds.
  public var state = State()

  /// Creates the rule with PyTorch's defaults.
  public init(
    _ mode: Mode = .lowerIsBetter, factor: Double = 0.1, patience: Int = 10,
    threshold: Threshold = .relative(1e-4), cooldown: Int = 0, minimum: Double = 0
  ) {
    require((0..<1).contains(factor), "`factor` should be in [0, 1). Found \(factor).")
    require(patience >= 0, "`patience` should not be negative. Found \(patience).")
    require(cooldown >= 0, "`cooldown` should not be negative. Found \(cooldown).")
    require(minimum >= 0, "`minimum` should not be negative. Found \(minimum).")
    (self.mode, self.factor, self.patience, self.threshold) = (mode, factor, patience, threshold)
    (self.cooldown, self.minimum) = (cooldown, minimum)
  }

  /// The learning rate of the coming epoch.
  public func rate(base: Double) -> Double { base * state.scale }

  /// Records the measure of the epoch that ended.
  public mutating func observe(_ measure: Double) {
    if state.best.map({ isBetter(measure, than: $0) }) ?? !measure.isNaN {
      state.best = measure
      state.badEpochs = 0
    } else {
      state.badEpochs += 1
    }
    if state.remainingCooldown > 0 {
      state.remainingCooldown -= 1
      state.badEpochs = 0
    }
    if state.badEpochs > patience {
      state.scale = Swift.max(state.scale * factor, minimum)
      state.remainingCooldown = cooldown
      state.badEpochs = 0
    }
  }

  private func isBetter(_ measure: Double, than best: Double) -> Bool {
    switch (mode, threshold) {
    case (.lowerIsBetter, .relative(let share)): measure < best * (1 - share)
    case (.lowerIsBetter, .absolute(let amount)): measure < best - amount
    case (.higherIsBetter, .relative(let share)): measure > best * (1 + share)
    case (.higherIsBetter, .absolute(let amount)): measure > best + amount
    }
  }
}
