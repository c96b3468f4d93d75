import Foundation

/// Friedman's test of ranks within blocks, and its improvement by Iman and Davenport: whether methods differ at all.
///
/// Friedman, "The use of ranks to avoid the assumption of normality implicit in the analysis of variance" (JASA 32, 1937);
/// Iman and Davenport, "Approximations of the critical region of the Friedman statistic" (Communications in Statistics 9,
/// 1980). With N blocks and k methods of mean ranks R_j, and T the sum of t³ − t over groups of t equal values,
///
///     χ² = [12 N / (k (k + 1)) Σ R_j² − 3 N (k + 1)] / [1 − T / (N k (k² − 1))],   k − 1 degrees of freedom
///     F  = (N − 1) χ² / (N (k − 1) − χ²),                                          k − 1 and (k − 1)(N − 1)
///
/// Both distributions are approximations for many blocks; χ² is too careful for few, and F is the better of the two (Demšar,
/// "Statistical Comparisons of Classifiers over Multiple Data Sets", JMLR 7, 2006, section 3.2.2). With few blocks and methods
/// ``p`` is exact: the share of all orders of the ranks within blocks whose statistic is as large. It is the same for χ² and F,
/// which grow with each other.
package struct FriedmanTest: Sendable, Hashable {
  package var blocks: Int
  package var methods: Int
  /// Friedman's statistic, corrected for ties.
  package var chiSquared: Double
  /// The probability of ``chiSquared`` by the χ² distribution, an approximation.
  package var chiSquaredP: Double
  /// Iman and Davenport's statistic; infinite if every block has the same order.
  package var f: Double
  /// The probability of ``f`` by Fisher's distribution, an approximation. It is exact for an infinite ``f``, for which
  /// chance alone gives all blocks one order.
  package var fP: Double
  /// The probability to report: exact if ``isExact``, otherwise ``fP``.
  package var p: Double
  /// Whether ``p`` is exact, from counting all orders.
  package var isExact: Bool

  /// Tests scores; nil below two blocks or three methods, and if all values of every block are equal.
  package init?(_ scores: BlockedScores) {
    let count = Double(scores.blocks.count)
    let k = Double(scores.methods.count)
    guard count > 1, k > 2 else { return nil }
    let ties = scores.improvements.reduce(0) { $0 + Ranking.tieSum($1) }
    let correction = 1 - ties / (count * k * (k * k - 1))
    guard correction > 0 else { return nil }
    let squares = scores.meanRanks.reduce(0) { $0 + $1 * $1 }
    chiSquared = max(0, (12 * count / (k * (k + 1)) * squares - 3 * count * (k + 1)) / correction)
    blocks = scores.blocks.count
    methods = scores.methods.count
    chiSquaredP = ChiSquared.upperTail(chiSquared, degreesOfFreedom: k - 1)
    let rest = count * (k - 1) - chiSquared
    guard rest > 1e-9 * count else {
      f = .infinity
      fP = pow(Ranking.orders(scores.improvements[0]), 1 - count)
      (p, isExact) = (fP, true)
      return
    }
    f = (count - 1) * chiSquared / rest
    fP = FisherF.upperTail(f, numerator: k - 1, denominator: (k - 1) * (count - 1))
    let exact = RankSumDistribution.upperTail(scores.ranks)
    (p, isExact) = (exact ?? fP, exact != nil)
  }
}
