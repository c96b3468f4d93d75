import Components

/// The card of a learning-rate schedule.
///
/// ```swift
/// static let card = ScheduleCard(
///   About("exponential", "the rate is multiplied by `factor` after every epoch", settings: […])
/// ) { ExponentialDecay(factor: $0.settings.number("factor")) }
/// ```
public struct ScheduleCard: ComponentCard {
  /// What the rate depends on.
  public enum Rule: Sendable {
    /// The number of the step alone.
    case step(@Sendable (ScheduleSetup) -> any LearningRateSchedule)
    /// A measure of every epoch. The threshold is the smallest change of it that counts as better.
    case measure(@Sendable (Settings, ReduceOnPlateau.Threshold) -> ReduceOnPlateau)
  }

  public let about: About
  /// What the rate depends on, and how the schedule is made.
  public let rule: Rule
  /// Whether the schedule rises by itself. It then changes with every update, and no warm-up goes before it.
  public let risesItself: Bool

  /// Describes a schedule of the step alone.
  public init(
    _ about: About, risesItself: Bool = false, make: @escaping @Sendable (ScheduleSetup) -> any LearningRateSchedule
  ) {
    self.about = about
    self.risesItself = risesItself
    rule = .step(make)
  }

  /// Describes a schedule that follows a measure of every epoch.
  public init(
    _ about: About, ofMeasure make: @escaping @Sendable (Settings, ReduceOnPlateau.Threshold) -> ReduceOnPlateau
  ) {
    self.about = about
    risesItself = false
    rule = .measure(make)
  }

  /// Whether the schedule follows a measure of every epoch.
  public var followsMeasure: Bool { if case .measure = rule { true } else { false } }

  public var facts: [Fact] {
    [.settings(of: self)]
  }
}

/// What a schedule is made of. Its steps are epochs or updates.
public struct ScheduleSetup: Sendable {
  public let settings: Settings
  /// The steps of the whole training, its warm-up included.
  public let total: Int
  /// The steps after the warm-up, at least 1.
  public let rest: Int
  /// The steps of an epoch: 1, or its updates.
  public let stepsPerEpoch: Double

  /// Creates the setup.
  ///
  /// - Parameters:
  ///   - epochs: the epochs of the whole training.
  ///   - warmUp: the epochs of the warm-up among them.
  ///   - stepsPerEpoch: 1 for a schedule in epochs, otherwise the updates of an epoch.
  public init(_ settings: Settings, epochs: Int, warmUp: Double = 0, stepsPerEpoch: Int = 1) {
    self.settings = settings
    self.stepsPerEpoch = Double(stepsPerEpoch)
    total = Self.steps(Double(epochs), Double(stepsPerEpoch))
    rest = max(1, total - Self.steps(warmUp, Double(stepsPerEpoch)))
  }

  /// The steps in a number of epochs, rounded.
  public func steps(_ epochs: Double) -> Int { Self.steps(epochs, stepsPerEpoch) }

  private static func steps(_ epochs: Double, _ perEpoch: Double) -> Int { Int((epochs * perEpoch).rounded()) }
}

/// The learning-rate schedules by name.
public enum Schedules {
  /// A new schedule is one declaration and one line here.
  public static let all = Registry(
    "a schedule",
    [
      ConstantRate.card,
      StepDecay.card,
      MultiStepDecay.card,
      ExponentialDecay.card,
      CosineAnnealing.card,
      CosineWarmRestarts.card,
      PolynomialDecay.card,
      OneCycle.card,
      ReduceOnPlateau.card,
    ])

  /// The longest length in epochs.
  static let longest = 1_000_000.0
}

extension Setting {
  /// The factor of a decay.
  static func factor(_ usual: Double, _ meaning: String, source: String = "a choice of this toolkit") -> Setting {
    Setting("factor", .number(.positive), default: .number(usual), meaning, source: source)
  }

  static let minimumRate = Setting(
    "minimum", .number(.nonNegative), default: 0, "the lowest rate", source: "PyTorch")
}
