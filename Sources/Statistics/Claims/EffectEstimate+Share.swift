extension EffectEstimate {
  /// How far the share of cells that have a property lies below a bound, with the exact interval of a share.
  ///
  /// ``perSeed`` has for each cell the bound, less 1 if it has the property. The interval is that of Clopper and Pearson
  /// (Biometrika 26, 1934): the shares for which as many cells, or as few, are not improbable. It takes cells as independent.
  ///
  /// - Parameters:
  ///   - cells: whether each cell has the property.
  ///   - bound: between 0 and 1.
  package init(of cells: [Bool], below bound: Double) {
    precondition(bound > 0 && bound < 1, "`bound` should be between 0 and 1. Found \(bound).")
    perSeed = cells.map { bound - ($0 ? 1 : 0) }
    value = Statistics.mean(perSeed) ?? .nan
    degreesOfFreedom = cells.count
    method = .binomial
  }

  /// The interval of ``init(of:below:)``.
  func shareInterval(level: Double) -> Interval? {
    guard let highest = perSeed.max() else { return nil }
    // Only cells with the property are below 0.
    let having = perSeed.count { $0 < 0 }, count = perSeed.count
    let bound = highest < 0 ? highest + 1 : highest
    let (low, high) = Binomial.interval(having, of: count, level: level)
    return Interval(low: bound - high, high: bound - low, level: level, method: .binomial)
  }
}

/// The binomial distribution of a count.
package enum Binomial {
  /// The exact interval of a share: Clopper and Pearson.
  ///
  /// - Parameters:
  ///   - count: how many of `total` have the property.
  ///   - level: above 0 and below 1.
  /// - Returns: the limits, from 0 to 1.
  package static func interval(_ count: Int, of total: Int, level: Double) -> (low: Double, high: Double) {
    precondition(
      total > 0 && (0...total).contains(count), "`count` should be from 0 to `total`. Found \(count) of \(total).")
    let (k, n) = (Double(count), Double(total)), tail = (1 - level) / 2
    // P(X ≥ k) at the share p is I_p(k, n − k + 1), and P(X ≤ k) is 1 − I_p(k + 1, n − k); both grow or fall with p.
    let low = count == 0 ? 0 : share { StudentT.incompleteBeta($0, k, n - k + 1) < tail }
    let high = count == total ? 1 : share { 1 - StudentT.incompleteBeta($0, k + 1, n - k) > tail }
    return (low, high)
  }

  /// The share at which a condition that holds below it ends, by halving.
  private static func share(where isBelow: (Double) -> Bool) -> Double {
    var (low, high) = (0.0, 1.0)
    while high - low > 1e-15 {
      let middle = (low + high) / 2
      if middle == low || middle == high { break }
      if isBelow(middle) { low = middle } else { high = middle }
    }
    return (low + high) / 2
  }
}
