import Components
import Tasks

/// The values that `equipoise tune` tries in addition to the grids of the comparison's rows.
///
/// The defaults are those of Kirchdorfer et al., "Analytical Uncertainty-Based Loss Weighting in Multi-Task Learning"
/// (GCPR 2024), for NYUv2.
package struct SearchConfiguration: Sendable {
  /// The rule that stops trainings of a grid before their end.
  package struct Pruning: Sendable, Hashable {
    package enum Rule: String, CaseIterable, Sendable {
      /// The rule `quarter` for a grid over one ordered parameter, such as a temperature; `none` for all others.
      case auto
      /// Stops, after a share of the epochs, all but the best value and its neighbours, for each learning rate.
      case quarter
      /// Stops, after a share of the epochs, all trainings that are worse than the median.
      case median
      /// Stops, after each of several shares that grow by a factor, all but the best 1 / factor.
      case halving
      case none
    }

    package var rule = Rule.auto
    /// The share of the epochs after which `quarter` and `median` judge, and `halving` judges first.
    package var share = 0.25
    /// The number of trainings of which `halving` keeps one.
    package var factor = 2

    init(reading section: ConfigurationSection) throws {
      rule = try section.choice("rule", default: rule)
      share = try section.double("at", default: share, in: .between(0.01, 0.9))
      factor = try section.int("factor", default: factor, in: 2...4)
    }
  }

  /// The rates that are tried with every value of a grid.
  package var learningRates = [1e-3, 5e-4, 1e-4, 5e-5, 1e-5]
  /// The decays that are tried at the best point.
  package var weightDecays = [0, 1e-6, 1e-5, 1e-4, 1e-3, 1e-2]
  /// The decay of all trainings before that.
  package var weightDecay = 1e-5
  package var pruning: Pruning
  /// The number of trainings above which the command asks for consent.
  package var limit = 200

  init(reading section: ConfigurationSection) throws {
    learningRates = try section.different("learning-rates", default: learningRates, in: .positive)
    weightDecays = try section.different("weight-decays", default: weightDecays, in: .nonNegative)
    weightDecay = try section.double("weight-decay", default: weightDecay, in: .nonNegative)
    pruning = try Pruning(reading: section.section("prune", shorthand: "rule"))
    limit = try section.int("limit", default: limit, in: Bounds.trainings)
  }
}

extension ConfigurationSection {
  /// A list of numbers of which no two are equal.
  fileprivate func different(_ key: String, default fallback: [Double], in range: Setting.Range) throws -> [Double] {
    let values = try doubles(key, default: fallback, in: range)
    guard Set(values).count == values.count else {
      throw ConfigurationError(
        "`\(path(of: key))` should have different values. Found \(values.map(\.brief).joined(separator: ", ")).",
        at: given(key)?.origin ?? .default)
    }
    return values
  }
}
