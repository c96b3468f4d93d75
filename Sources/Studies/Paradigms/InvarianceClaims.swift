import Foundation
import Printing

/// Which updates do not change if the losses are scaled: claims that need no statistics.
enum InvarianceClaims {
  /// The pairs of factors: the paper's text and captions say 0.1, a list of it 0.01.
  private static let factors: [[Double]] = [[10, 0.1], [10, 0.01]]
  /// The largest relative difference that counts as none: far above what double precision leaves after 100 updates.
  private static let tolerance = 1e-6

  static let protocolText = [
    "Invariance: a trunk of two tanh layers with 20 units and two heads of two layers learn 2x and −3x from 1,000 numbers in "
      + "−1 … 1, the absolute error, one batch of all, 100 updates, SGD at 0.01, Adam at 0.001, ε = 0 (also of UW-O), double precision. The losses "
      + "are multiplied by 10 and 0.1, and by 10 and 0.01. The difference is the largest change of an update over the largest update."
  ]

  static let deviations = [
    "The range of the inputs, the factors of the targets and the learning rates of the regression are ours, since the paper does not "
      + "give them; tanh takes the place of LeakyReLU. The factor of the second loss is 0.1 in the paper's text and 0.01 in a list of it: "
      + "both are tried."
  ]

  static let claims = [
    claim(
      "With UW-O, scaling the losses changes no update, not even with gradient descent.",
      .init(update: .uwo, factors: []),
      ScaleInvariance.parts, isNone: true),
    claim(
      "With Adam and a frozen trunk, scaling the losses changes no update of the heads.",
      .init(update: .adam, isFrozen: true, factors: []), ["head 1", "head 2"], isNone: true),
    claim(
      "With Adam, scaling the losses changes the updates of the trunk.", .init(update: .adam, factors: []), ["trunk"],
      isNone: false),
    claim(
      "With one state of Adam for each task, scaling the losses changes no update.",
      .init(update: .adaTask, factors: []),
      ScaleInvariance.parts, isNone: true),
    claim(
      "With gradient descent and a frozen trunk, the factor of a loss is a factor of its head's first update.",
      .init(update: .sgd, isFrozen: true, factors: []), ["head 1", "head 2"], isNone: true, isRescaled: true),
  ]

  /// The differences of all trials, by name.
  static func figures() throws -> [String: Double] {
    var figures: [String: Double] = [:]
    for update in ScaleInvariance.Update.allCases {
      for isFrozen in [false, true] {
        for factors in factors {
          let isRescaled = update == .sgd
          let trial = ScaleInvariance(update: update, isFrozen: isFrozen, factors: factors)
          for (part, difference) in try trial.differences(isRescaled: isRescaled) {
            figures[name(trial, part)] = isRescaled ? difference.first : difference.largest
          }
        }
      }
    }
    return figures
  }

  private static func name(_ trial: ScaleInvariance, _ part: String) -> String {
    let trunk = trial.isFrozen ? ", trunk frozen" : ""
    return "\(trial.update.rawValue)\(trunk), times \(trial.factors.map(\.brief).joined(separator: " and ")): \(part)"
  }

  /// A claim that updates do, or do not, change.
  private static func claim(
    _ sentence: String, _ trial: ScaleInvariance, _ parts: [String], isNone: Bool, isRescaled: Bool = false
  ) -> StudyClaim {
    StudyClaim(
      sentence, source: "the appendix on the invariance to scales", confidence: .paper, kind: .exact,
      control: "the other optimisers stand in the same figures.",
      otherwise: isNone ? "an update that differs by more than \(tolerance)." : "updates that do not differ."
    ) { results in
      .init(
        checks: try factors.flatMap { factors in
          var trial = trial
          trial.factors = factors
          return try parts.map { part in
            let name = name(trial, part), difference = try results.computed(name)
            return ("\(name): \(String(format: "%.1g", difference))", (difference < tolerance) == isNone)
          }
        })
    }
  }
}
