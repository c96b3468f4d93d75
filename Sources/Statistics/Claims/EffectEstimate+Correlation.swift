import Foundation

extension EffectEstimate {
  /// Spearman's correlation of two figures over configurations, which take the place of seeds.
  ///
  /// The correlation is that of the ranks, where equal values share the mean of theirs. ``perSeed`` has the product of the
  /// standardised ranks of each configuration, whose mean it is. The interval is Fisher's: atanh r is about normal, with the
  /// variance (1 + r² / 2) / (n − 3) (Bonett and Wright, Psychometrika 65, 2000). If all ranks agree, nothing says how sure that
  /// is, and there is no interval.
  ///
  /// - Parameter figures: two finite figures of each configuration.
  package init(correlationOf figures: [(Double, Double)]) {
    let count = Double(figures.count)
    func standardised(_ values: [Double]) -> [Double] {
      let ranks = Ranking.averageRanks(values, .lowerIsBetter).map { $0 ?? .nan }
      let distances = ranks.map { $0 - (count + 1) / 2 }
      let deviation = (distances.reduce(0) { $0 + $1 * $1 } / count).squareRoot()
      return distances.map { $0 / deviation }
    }
    perSeed = zip(standardised(figures.map(\.0)), standardised(figures.map(\.1))).map { $0 * $1 }
    value = Statistics.mean(perSeed) ?? .nan
    degreesOfFreedom = max(figures.count - 2, 0)
    method = .fisher
    let rest = 1 - value * value
    // Rounding may leave a little where the ranks agree.
    guard figures.count > 3, rest > 1e-9 else { return }
    standardError = rest * ((1 + value * value / 2) / (count - 3)).squareRoot()
  }

  /// The interval of a correlation: the standard error of atanh r is that of r over 1 − r².
  func correlationInterval(level: Double, _ standardError: Double) -> Interval? {
    let half = StandardNormal.quantile((1 + level) / 2) * standardError / (1 - value * value)
    return Interval(low: tanh(atanh(value) - half), high: tanh(atanh(value) + half), level: level, method: .fisher)
  }
}
