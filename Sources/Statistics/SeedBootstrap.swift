/// A sample of one method over its seeds, which the bootstrap resamples.
package struct SeedSample: Sendable, Hashable {
  /// The seeds, in the order of ``values``; empty for exact values that are not resampled (a published table).
  package var seeds: [Int]
  /// The values of all metrics, for each seed.
  package var values: [[Double]]

  package init(seeds: [Int], values: [[Double]]) {
    precondition(
      seeds.count == values.count || (seeds.isEmpty && values.count == 1),
      "`values` should have one row for each of the \(seeds.count) seeds. Found \(values.count).")
    self.seeds = seeds
    self.values = values
  }

  /// The mean over seeds of each metric.
  package var means: [Double] { means(over: values.indices) }

  /// The sample of some of the metrics.
  package func columns(_ columns: [Int]) -> SeedSample {
    SeedSample(seeds: seeds, values: values.map { row in columns.map { row[$0] } })
  }

  func means(over rows: some Collection<Int>) -> [Double] {
    var sums = [Double](repeating: 0, count: values[0].count)
    for row in rows {
      let own = values[row]
      for column in sums.indices { sums[column] += own[column] }
    }
    return sums.map { $0 / Double(rows.count) }
  }
}

/// Confidence intervals of a statistic of means over seeds (Δm of a method, the difference of two Δm), by resampling seeds.
///
/// Both sides are resampled: the method's seeds *and* the single-task baseline's, because a baseline of three runs is as
/// uncertain as a method of three runs. Samples with the same seeds are resampled together, since one seed fixes data
/// order and initialisation on both sides; samples with other seeds independently of each other.
///
/// **Which interval to print.** The usual percentile interval is far too narrow for few seeds: with three it cannot
/// leave the range of the three values, and holds the true mean of a normal variable in about 67 of 100 cases instead
/// of 95. ``interval(of:_:)`` repairs both causes: it draws `n − 1` of `n` seeds, which makes the bootstrap's standard
/// error unbiased, and multiplies it with Student's t for `n − 1` degrees of freedom (Hesterberg, "What Teachers Should
/// Know About the Bootstrap", The American Statistician 69, 2015, sections 3 and 5).
/// These intervals are pointwise: what they say of one figure holds with their level. Claims that look for the best or
/// for any of several methods use ``SimultaneousIntervals``. One weakness no method repairs: at n = 3 the interval
/// rests on the seeds' values being roughly normal, which three values cannot show, and it varies much from one set of
/// three seeds to the next.
package struct SeedBootstrap: Sendable, Hashable {
  /// The usual level of confidence.
  package static let defaultLevel = 0.95
  /// The default number of samples: enough that the standard error varies by under 1 % from one bootstrap seed to
  /// another.
  package static let defaultSamples = 10_000
  /// The permitted numbers of samples.
  package static let permittedSamples = 100...1_000_000

  /// The level of confidence, between 0 and 1.
  package var level: Double
  /// The number of redraws.
  package var samples: Int
  /// The generator's seed, saved with the report.
  package var seed: UInt64

  package init(level: Double = defaultLevel, samples: Int = defaultSamples, seed: UInt64 = 0) {
    precondition(level > 0 && level < 1, "`level` should be between 0 and 1. Found \(level).")
    precondition(samples > 1, "`samples` should be above 1. Found \(samples).")
    self.level = level
    self.samples = samples
    self.seed = seed
  }

  /// A statistic to estimate: a function of the mean vectors of the samples, in their order.
  package typealias Statistic = (_ means: [[Double]]) -> Double

  /// Student's t interval with the bootstrap's standard error; nil if a sample has one seed or none has two, or the
  /// statistic is not finite.
  package func interval(of arms: [SeedSample], _ statistic: Statistic) -> Interval? {
    let groups = Self.groups(arms)
    let draws = distribution(arms, groups, fewer: 1, statistic)
    guard let freedom = Self.degreesOfFreedom(arms, groups), let error = Statistics.standardDeviation(draws) else {
      return nil
    }
    return around(statistic(arms.map(\.means)), error, freedom, .bootstrapT)
  }

  /// Student's t interval with the jackknife's standard error. It needs no random numbers, and for a mean it is exactly
  /// the textbook's interval.
  package func studentInterval(of arms: [SeedSample], _ statistic: Statistic) -> Interval? {
    let jackknife = SeedJackknife(arms, sets: [Array(arms.indices)], statistic)
    guard let deviation = jackknife.deviation(0) else { return nil }
    return around(jackknife.estimates[0], deviation.standardError, deviation.degreesOfFreedom, .student)
  }

  /// The percentile interval, for comparison with tools that print it. It is too narrow for few seeds (see
  /// ``SeedBootstrap``).
  package func percentileInterval(of arms: [SeedSample], _ statistic: Statistic) -> Interval? {
    let groups = Self.groups(arms)
    let draws = distribution(arms, groups, fewer: 0, statistic).sorted()
    guard !groups.isEmpty, draws.allSatisfy(\.isFinite) else { return nil }
    let tail = (1 - level) / 2
    return Interval(
      low: Statistics.quantile(ofSorted: draws, tail), high: Statistics.quantile(ofSorted: draws, 1 - tail),
      level: level, method: .percentile)
  }

  private func around(_ point: Double, _ error: Double, _ freedom: Int, _ method: Interval.Method) -> Interval? {
    guard point.isFinite, error.isFinite else { return nil }
    let half = StudentT.quantile((1 + level) / 2, degreesOfFreedom: Double(freedom)) * error
    return Interval(low: point - half, high: point + half, level: level, method: method, degreesOfFreedom: freedom)
  }

  /// The statistic of `samples` redraws, each of `fewer` seeds less than there are.
  private func distribution(
    _ arms: [SeedSample], _ groups: [[Int]], fewer: Int, _ statistic: Statistic
  ) -> [Double] {
    guard !groups.isEmpty else { return [] }
    var generator = SplitMix64(seed: seed)
    var means = arms.map(\.means)
    return (0..<samples).map { _ in
      for group in groups {
        let count = arms[group[0]].values.count
        let rows = (0..<(count - fewer)).map { _ in generator.integer(below: count) }
        // Runs of one seed share the order of the samples and the initialisation. Drawing the same seeds for all arms
        // keeps that pairing, so the interval of a difference is not too wide.
        for arm in group { means[arm] = arms[arm].means(over: rows) }
      }
      return statistic(means)
    }
  }

  /// The samples that are redrawn together: those with the same seeds. Samples of fewer than two seeds are never
  /// redrawn.
  static func groups(_ arms: [SeedSample]) -> [[Int]] {
    var groups: [[Int]] = []
    for arm in arms.indices where arms[arm].seeds.count > 1 {
      if let group = groups.firstIndex(where: { arms[$0[0]].seeds == arms[arm].seeds }) {
        groups[group].append(arm)
      } else {
        groups.append([arm])
      }
    }
    return groups
  }

  /// The degrees of freedom of the smallest group: never more than the weakest side has, so that one seed on a side
  /// leaves none. A sample without seeds is exact, like a published figure.
  private static func degreesOfFreedom(_ arms: [SeedSample], _ groups: [[Int]]) -> Int? {
    arms.contains { $0.seeds.count == 1 } ? nil : groups.map { arms[$0[0]].seeds.count - 1 }.min()
  }
}
