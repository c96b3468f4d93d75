/// Nemenyi's test of which methods differ, by all mean ranks.
///
/// Nemenyi, "Distribution-free Multiple Comparisons" (thesis, Princeton, 1963), in the form of Demšar (JMLR 7, 2006):
/// two of k methods over N blocks differ if their mean ranks are at least
///
///     CD = q / √2 · √(k (k + 1) / (6 N))
///
/// apart, q the quantile of the studentised range of k variables with infinitely many degrees of freedom.
package struct NemenyiTest: Sendable, Hashable {
  /// The usual level of significance.
  package static let usualAlpha = 0.05

  package var alpha: Double
  /// The critical difference in ranks.
  package var criticalDifference: Double
  /// The methods' mean ranks, in their order.
  package var meanRanks: [Double]
  private var scale: Double

  /// Tests scores; nil below two blocks or two methods.
  package init?(_ scores: BlockedScores, alpha: Double = usualAlpha) {
    let k = Double(scores.methods.count)
    guard scores.blocks.count > 1, k > 1 else { return nil }
    self.alpha = alpha
    meanRanks = scores.meanRanks
    scale = (k * (k + 1) / (12 * Double(scores.blocks.count))).squareRoot()
    criticalDifference = StudentizedRange.quantile(1 - alpha, count: scores.methods.count) * scale
  }

  /// The probability of mean ranks at least as far apart if all methods were alike.
  package func p(_ first: Int, _ second: Int) -> Double {
    1 - StudentizedRange.cumulative(abs(meanRanks[first] - meanRanks[second]) / scale, count: meanRanks.count)
  }

  /// The sets of methods, each from the best to the worst, within which no two differ. Sets that another one holds are
  /// left out. A method that differs from all others is in none.
  package var groups: [[Int]] {
    let order = meanRanks.indices.sorted { (meanRanks[$0], $0) < (meanRanks[$1], $1) }
    var groups: [[Int]] = []
    var reached = 0
    for start in order.indices {
      var end = start
      while end + 1 < order.count, meanRanks[order[end + 1]] - meanRanks[order[start]] < criticalDifference { end += 1 }
      if end > start, end > reached { groups.append(Array(order[start...end])) }
      reached = max(reached, end)
    }
    return groups
  }
}
