/// How the learning rate changes in training. Lengths are in epochs, also in parts of one.
public struct ScheduleConfiguration: Hashable, Sendable {
  public enum Kind: String, CaseIterable, Sendable {
    case constant, step
    case multiStep = "multi-step"
    case exponential, cosine, polynomial
    case oneCycle = "one-cycle"
  }

  public enum Shape: Hashable, Sendable {
    case constant
    /// The rate is multiplied by `factor` every so many epochs.
    case step(every: Double, factor: Double)
    /// … at the given epochs.
    case multiStep(at: [Double], factor: Double)
    /// … every epoch.
    case exponential(factor: Double)
    /// Half a cosine from the rate down to `minimum`, over the whole training.
    case cosine(minimum: Double)
    /// (1 − share of the training)^power times the rate.
    case polynomial(power: Double)
    /// From rate / `initialDivisor` up to the rate in the share `rising` of the training, then down to
    /// rate / (`initialDivisor` · `finalDivisor`), both along cosines.
    case oneCycle(rising: Double, initialDivisor: Double, finalDivisor: Double)
  }

  /// How often the rate changes.
  public enum Unit: String, CaseIterable, Sendable {
    case epoch, update
  }

  public var shape: Shape
  /// The epochs in which the rate grows linearly from 0, before the shape takes over.
  public var warmUp: Double
  public var per: Unit

  /// The most epochs of a length, as of a training.
  private static let longest = Double(Bounds.epochs.upperBound)

  init(reading section: ConfigurationSection) throws {
    let kind: Kind = try section.choice("kind", default: .constant)
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
    }
    warmUp = kind == .oneCycle ? 0 : try section.double("warm-up", default: 0, in: .between(0, Self.longest))
    per = try section.choice("per", default: kind == .oneCycle || warmUp > 0 ? .update : .epoch)
  }
}
