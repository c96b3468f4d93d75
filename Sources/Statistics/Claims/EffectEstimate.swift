/// An estimate of an effect, with what an interval of any level needs.
package struct EffectEstimate: Sendable, Hashable {
  /// The effect, in its unit.
  package var value: Double
  /// The effect of each seed (or split, or configuration), whose mean is ``value``.
  package var perSeed: [Double]
  /// The standard error of ``value``; nil for one seed.
  package var standardError: Double?
  /// The degrees of freedom of Student's t.
  package var degreesOfFreedom: Int
  /// The way in which the interval is computed.
  package var method: Interval.Method

  /// The number of seeds (or splits, or configurations).
  package var seeds: Int { perSeed.count }

  /// The effect of pairs of runs: the mean of their differences, with the interval of the paired t test.
  ///
  /// - Parameters:
  ///   - differences: one for each seed, finite.
  ///   - testRatio: the ratio of test samples to all others, if repetitions share training samples: the interval is widened
  ///     as ``Interval/widen(testRatio:)`` says.
  package init(paired differences: [Double], testRatio: Double? = nil) {
    let count = Double(differences.count)
    perSeed = differences
    value = Statistics.mean(differences) ?? .nan
    let shared = (1 + count * (testRatio ?? 0)).squareRoot()
    standardError = Statistics.standardDeviation(differences).map { $0 / count.squareRoot() * shared }
    degreesOfFreedom = differences.count - 1
    method = .student
  }

  /// The effect of pairs of runs that were measured on the same blocks (images, sentences, tasks, data sets): the mean
  /// over all, which is to hold for other seeds and for other blocks.
  ///
  /// Seeds and blocks are redrawn independently of each other, and a cell of the table counts as often as its seed times
  /// its block (the pigeonhole bootstrap: Owen, Annals of Applied Statistics 1, 2007; it never takes the error for too
  /// small). One less than there are is drawn of each, which makes the standard error of few unbiased, and Student's t
  /// has the degrees of freedom of the smaller of the two (Hesterberg, The American Statistician 69, 2015).
  ///
  /// - Parameters:
  ///   - differences: a row for each seed with a finite value for each block.
  ///   - draws: the number of redraws.
  ///   - seed: the seed of the redraws: equal seeds give equal intervals.
  package init(blocked differences: [[Double]], draws: Int = 4000, seed: UInt64 = 0) {
    let seeds = differences.count, blocks = differences.first?.count ?? 0
    precondition(
      blocks > 0 && differences.allSatisfy { $0.count == blocks },
      "Each seed should have a value for each of the same blocks. Found \(differences.map(\.count)).")
    perSeed = differences.map { $0.reduce(0, +) / Double(blocks) }
    value = Statistics.mean(perSeed) ?? .nan
    degreesOfFreedom = min(seeds, blocks) - 1
    method = .bootstrapT
    guard degreesOfFreedom > 0 else { return }
    var generator = SplitMix64(seed: seed)
    let means = (0..<draws).map { _ -> Double in
      let drawn = (1..<blocks).map { _ in generator.integer(below: blocks) }
      let rows = (1..<seeds).map { _ in generator.integer(below: seeds) }
      let sum = rows.reduce(0.0) { sum, row in sum + drawn.reduce(0.0) { $0 + differences[row][$1] } }
      return sum / Double(drawn.count * rows.count)
    }
    standardError = Statistics.standardDeviation(means)
  }

  /// The interval of a level; nil if there is nothing to compute it from.
  package func interval(level: Double) -> Interval? {
    if method == .binomial { return shareInterval(level: level) }
    guard let standardError, standardError.isFinite, value.isFinite else { return nil }
    if method == .fisher { return correlationInterval(level: level, standardError) }
    let half = StudentT.quantile((1 + level) / 2, degreesOfFreedom: Double(degreesOfFreedom)) * standardError
    return Interval(
      low: value - half, high: value + half, level: level, method: method, degreesOfFreedom: degreesOfFreedom)
  }
}
