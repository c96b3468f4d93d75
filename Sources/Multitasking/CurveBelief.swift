import Foundation

/// A belief on a learning curve: probabilities of candidate curves, which observed answers change by Bayes' rule.
public struct CurveBelief: Sendable {
  /// The candidates' probabilities of a right answer, by the number of choices.
  public let candidates: [[Double]]
  /// The logarithms of prior times likelihood.
  private var logWeights: [Double]

  /// Creates a belief.
  ///
  /// - Parameters:
  ///   - candidates: a curve each, of one length, strictly between 0 and 1.
  ///   - prior: a positive number for each candidate; they are divided by their sum.
  public init(_ candidates: [[Double]], prior: [Double]) {
    precondition(
      !candidates.isEmpty && candidates.count == prior.count && prior.allSatisfy { $0 > 0 },
      "a belief should have a positive prior for each curve.")
    self.candidates = candidates
    let sum = prior.reduce(0, +)
    logWeights = prior.map { log($0 / sum) }
  }

  /// Takes notice of right and wrong answers after `count` choices.
  public mutating func observe(successes: Int, failures: Int, after count: Int) {
    for (place, curve) in candidates.enumerated() {
      logWeights[place] += Double(successes) * log(curve[count]) + Double(failures) * log1p(-curve[count])
    }
  }

  /// The probabilities of the candidates.
  public var probabilities: [Double] {
    let largest = logWeights.max()!
    let weights = logWeights.map { exp($0 - largest) }, sum = weights.reduce(0, +)
    return weights.map { $0 / sum }
  }

  /// The logarithm of the probability of all that was observed, in the order in which it was.
  public var logEvidence: Double {
    let largest = logWeights.max()!
    return largest + log(logWeights.reduce(0) { $0 + exp($1 - largest) })
  }

  /// The mean over candidates of a number of each.
  public func mean(_ values: [Double]) -> Double { zip(probabilities, values).reduce(0) { $0 + $1.0 * $1.1 } }
}
