/// The change of the learning rate in training. Lengths are in epochs, also in parts of one.
package struct ScheduleConfiguration: Hashable, Sendable {
  package enum Kind: String, CaseIterable, Sendable {
    case constant, step
    case multiStep = "multi-step"
    case exponential, cosine, polynomial
    case oneCycle = "one-cycle"
    case plateau
  }

  package enum Shape: Hashable, Sendable {
    case constant
    /// The rate is multiplied by `factor` after every `every` epochs.
    case step(every: Double, factor: Double)
    /// The rate is multiplied by `factor` at the given epochs.
    case multiStep(at: [Double], factor: Double)
    /// The rate is multiplied by `factor` after every epoch.
    case exponential(factor: Double)
    /// The rate follows half a cosine down to `minimum`, over the whole training.
    case cosine(minimum: Double)
    /// The rate is multiplied by (1 − share of the training)^power.
    case polynomial(power: Double)
    /// The rate rises from rate / `initialDivisor` to the rate in the share `rising` of the training, then falls to
    /// rate / (`initialDivisor` · `finalDivisor`), both along cosines.
    case oneCycle(rising: Double, initialDivisor: Double, finalDivisor: Double)
    /// The rate is multiplied by `factor` when the criterion that selects epochs has not improved for more than `patience`
    /// epochs in a row.
    case plateau(factor: Double, patience: Int)
  }

  /// The unit in which the rate changes.
  package enum Unit: String, CaseIterable, Sendable {
    case epoch, update
  }

  package var shape: Shape
  /// The epochs in which the rate grows linearly from 0, before the shape takes over.
  package var warmUp: Double
  package var per: Unit

  /// The longest length in epochs, that of a training.
  private static let longest = Double(Bounds.epochs.upperBound)

  /// The default patience: half the patience of early stopping, so that a lower rate has time to help; 10 in PyTorch.
  private static let usualPatience = TrainingConfiguration.usualPatience / 2 - 1
  /// The default factor, a half. A rate that falls too soon ends the learning; PyTorch has 0.1.
  private static let usualFactor = 0.5

  /// Reads the section.
  ///
  /// - Parameter selects: whether a criterion selects epochs, by which a plateau is judged.
  init(reading section: ConfigurationSection, selects: Bool) throws {
    let kind: Kind = try section.choice("kind", default: selects ? .plateau : .constant)
    guard kind != .plateau || selects else {
      throw ConfigurationError(
        "`\(section.path(of: "kind"))` should be another than `plateau` where `select.criterion` is `last`: nothing says when "
          + "the training stops improving. Found \"plateau\".", at: section.given("kind")?.origin ?? .default)
    }
    section.varies(with: "kind", kind.rawValue)
    switch kind {
    case .constant: shape = .constant
    case .step:
      shape = .step(
        every: try section.double("every", in: .positive(upTo: Self.longest)),
        factor: try section.double("factor", default: 0.5, in: .positive))
    case .multiStep:
      let epochs = try section.doubles("at", in: .positive(upTo: Self.longest))
      guard epochs == epochs.sorted() else {
        throw ConfigurationError(
          "`\(section.path(of: "at"))` should name epochs in ascending order. Found \(epochs).",
          at: section.given("at")?.origin ?? .default)
      }
      shape = .multiStep(at: epochs, factor: try section.double("factor", default: 0.5, in: .positive))
    case .exponential: shape = .exponential(factor: try section.double("factor", default: 0.95, in: .positive))
    case .cosine: shape = .cosine(minimum: try section.double("minimum", default: 0, in: .nonNegative))
    // Chen et al., "DeepLab", 2017.
    case .polynomial: shape = .polynomial(power: try section.double("power", default: 0.9, in: .positive))
    // The defaults are PyTorch's.
    case .oneCycle:
      shape = .oneCycle(
        rising: try section.double("rising", default: 0.3, in: .properFraction),
        initialDivisor: try section.double("initial-divisor", default: 25, in: .atLeast(1)),
        finalDivisor: try section.double("final-divisor", default: 1e4, in: .atLeast(1)))
    case .plateau:
      shape = .plateau(
        factor: try section.double("factor", default: Self.usualFactor, in: .properFraction),
        patience: try section.int("patience", default: Self.usualPatience, in: 0...Bounds.epochs.upperBound))
    }
    warmUp = kind == .oneCycle ? 0 : try section.double("warm-up", default: 0, in: .between(0, Self.longest))
    per = try section.choice("per", default: kind == .oneCycle || warmUp > 0 ? .update : .epoch)
  }
}
