/// Wilcoxon's two-sided test of signed ranks: whether two methods differ over blocks.
///
/// Wilcoxon, "Individual comparisons by ranking methods" (Biometrics Bulletin 1, 1945). Differences of zero are
/// dropped, as there. Up to 50 differences the probability is exact for the ranks of these differences, where equal
/// sizes share theirs. Above, it is that of the normal distribution, with the variance corrected for ties and without
/// continuity correction.
package struct WilcoxonSignedRank: Sendable, Hashable {
  /// The largest number of differences for which the distribution is counted exactly.
  package static let mostExact = 50

  /// The sums of the ranks of positive and of negative differences.
  package var positive: Double
  package var negative: Double
  /// The number of differences that are not zero.
  package var count: Int
  package var p: Double
  /// Whether ``p`` is exact.
  package var isExact: Bool

  /// The smaller sum, which tables print.
  package var statistic: Double { min(positive, negative) }

  /// Tests differences; nil if all are zero.
  package init?(_ differences: [Double]) {
    let found = differences.filter { $0 != 0 }
    guard !found.isEmpty, found.allSatisfy(\.isFinite) else { return nil }
    let sizes = found.map(abs)
    let ranks = Ranking.averageRanks(sizes, .lowerIsBetter).compactMap { $0 }
    count = found.count
    positive = zip(found, ranks).reduce(0) { $0 + ($1.0 > 0 ? $1.1 : 0) }
    negative = zip(found, ranks).reduce(0) { $0 + ($1.0 < 0 ? $1.1 : 0) }
    isExact = count <= Self.mostExact
    let smaller = min(positive, negative)
    if isExact {
      p = min(1, 2 * Self.lowerTail(smaller, ranks))
    } else {
      let n = Double(count)
      let variance = (n * (n + 1) * (2 * n + 1) - Ranking.tieSum(sizes) / 2) / 24
      p = min(1, 2 * NormalDistribution.cumulative((smaller - n * (n + 1) / 4) / variance.squareRoot()))
    }
  }

  /// The smallest probability that this many differences can have: 0.25 for three, 0.0625 for five.
  package static func smallestP(count: Int) -> Double {
    min(1, 2 / Double(sign: .plus, exponent: count, significand: 1))
  }

  /// The share of the 2ⁿ signs whose positive ranks add up to at most `sum`. Shared ranks are halves, so all are
  /// doubled.
  private static func lowerTail(_ sum: Double, _ ranks: [Double]) -> Double {
    let sum = Int(2 * sum)
    var ways = [Double](repeating: 0, count: sum + 1)
    ways[0] = 1
    for rank in ranks.map({ Int(2 * $0) }) where rank <= sum {
      for total in stride(from: sum, through: rank, by: -1) { ways[total] += ways[total - rank] }
    }
    return ways.reduce(0, +) / Double(sign: .plus, exponent: ranks.count, significand: 1)
  }
}
