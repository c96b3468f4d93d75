/// Intervals that hold all at once: with the probability of the level, none of a family of comparisons misses the truth.
///
/// A report says "sharing pays" where *some* method's Δm is on the good side, and "worse than the best" of any of many
/// methods against a best that the same figures chose. Intervals of one comparison each (``SeedBootstrap``) then fail far
/// more often than their level says: without any effect, 10 methods and 3 seeds, one of the differences from the best misses
/// zero in every second experiment. This is the max-t method (Westfall and Young, "Resampling-Based Multiple Testing", 1993;
/// Hothorn, Bretz and Westfall, "Simultaneous Inference in General Parametric Models", Biometrical Journal 50, 2008): each
/// comparison's half width is
///
///     c · max(s, s̄)
///
/// with s the comparison's own standard error over paired seeds (``SeedJackknife``), s̄ the root mean square of the standard
/// errors of the family, and c the quantile of the largest |t| of the family (``LargestT``).
///
/// **Families.** Δm of every method against single-task training is one. All pairs of methods are the other: its
/// intervals hold for any method that turns out as the best, like Tukey's (Hsu, "Multiple Comparisons: Theory and
/// Methods", 1996, chapters 4 and 5). Hsu's comparisons with the best (Annals of Statistics 12, 1984) are narrower but
/// answer another question: among equal methods they may call several of them worse, as long as one that is best is
/// left.
///
/// **Why s̄.** With three seeds a standard error is near zero by chance in one comparison of many, and Bonferroni's factor
/// for it grows to 30 with 10 methods. The spread of all methods is known much better, and no interval takes less than it;
/// a method that is noisier than the others keeps its own spread.
///
/// What the intervals rest on: values roughly normal over seeds. Simulated error rates are in the tests.
package struct SimultaneousIntervals: Sendable {
  /// The level of the whole family, between 0 and 1.
  package let level: Double
  /// The number of simulations of the family for its critical value.
  package let draws: Int
  /// The seed of the simulation: equal seeds give equal intervals.
  package let seed: UInt64
  /// The ratio of test samples to all others, if repetitions share training samples: ``Interval/widen(testRatio:)``;
  /// nil if they are independent.
  package var testRatio: Double?
  /// The critical values found so far: families of one size share theirs.
  private var critical: [LargestT: Double] = [:]

  package init(
    level: Double = SeedBootstrap.defaultLevel, draws: Int = LargestT.defaultDraws, seed: UInt64 = 0
  ) {
    precondition(level > 0 && level < 1, "`level` should be between 0 and 1. Found \(level).")
    precondition(draws > 1, "`draws` should be above 1. Found \(draws).")
    self.level = level
    self.draws = draws
    self.seed = seed
  }

  /// An interval around each statistic, all at once; nil for one without a standard error, which is no member of the family.
  package mutating func intervals(of statistics: SeedJackknife) -> [Interval?] {
    let deviations = statistics.estimates.indices.map { statistics.deviation($0) }
    let width = width(deviations.compactMap { $0 }) { .againstOne($0) }
    return zip(statistics.estimates, deviations).map { estimate, deviation in
      deviation.map { width.interval(around: estimate, $0) }
    }
  }

  /// An interval around the difference of each statistic from one of them, which may have been chosen for its value:
  /// the family is that of all pairs. The result is nil for the one itself, and for a difference without a standard
  /// error.
  package mutating func differences(of statistics: SeedJackknife, from best: Int) -> [Interval?] {
    let all = statistics.estimates.indices
    let known = all.filter { statistics.deviation($0) != nil }
    let pairs = known.flatMap { second in
      known.prefix { $0 < second }.compactMap { statistics.deviation(second, less: $0) }
    }
    let width = width(pairs) { _ in .pairs(of: known.count) }
    return all.map { index in
      guard index != best, let deviation = statistics.deviation(index, less: best) else { return nil }
      return width.interval(around: statistics.estimates[index] - statistics.estimates[best], deviation)
    }
  }

  /// What the intervals of a family have in common: the typical deviation of one seed, and the critical value for each
  /// number of degrees of freedom.
  private mutating func width(
    _ deviations: [SeedJackknife.Deviation], _ family: (_ comparisons: Int) -> LargestT.Family
  ) -> Width {
    let squares = deviations.map { $0.ofOneSeed * $0.ofOneSeed }
    let family = family(deviations.count)
    var values: [Int: Double] = [:]
    // Methods can have lost seeds: each comparison is judged as if all had as many as it has.
    for freedom in Set(deviations.map(\.degreesOfFreedom)) {
      let largest = LargestT(family, degreesOfFreedom: freedom)
      let value = critical[largest] ?? largest.quantile(level, draws: draws, seed: seed)
      critical[largest] = value
      values[freedom] = value
    }
    return Width(
      typical: (Statistics.mean(squares) ?? 0).squareRoot(), critical: values, level: level,
      comparisons: deviations.count, testRatio: testRatio)
  }

  /// The values that the comparisons of a family share.
  private struct Width {
    /// The root mean square of the standard deviations of one seed.
    var typical: Double
    /// The critical value by degrees of freedom.
    var critical: [Int: Double]
    var level: Double
    var comparisons: Int
    var testRatio: Double?

    func interval(around estimate: Double, _ deviation: SeedJackknife.Deviation) -> Interval {
      let freedom = deviation.degreesOfFreedom
      let error = max(deviation.standardError, typical / Double(freedom + 1).squareRoot())
      let half = (critical[freedom] ?? .infinity) * error
      var interval = Interval(
        low: estimate - half, high: estimate + half, level: level, method: .maxT, degreesOfFreedom: freedom,
        comparisons: comparisons)
      if let testRatio { interval.widen(testRatio: testRatio) }
      return interval
    }
  }
}
