/// A statistic of means over seeds for several sets of samples (Δm of each method, which takes the method's means and the
/// baseline's), with what each becomes when one seed is left out: standard errors of all of them and of their differences,
/// without random numbers.
///
/// Samples with the same seeds are pairs: a seed is left out of all of them at once, so the common effect of a seed on
/// every method and on the baseline cancels in a difference. For a plain mean the standard error is the textbook's. For
/// a difference of means over the same seeds it is that of the paired t test (Efron and Tibshirani, "An Introduction to
/// the Bootstrap", 1993, chapter 11).
package struct SeedJackknife: Sendable {
  /// A standard error with its degrees of freedom.
  package struct Deviation: Sendable, Hashable {
    /// The standard error of the estimate.
    package var standardError: Double
    /// The degrees of freedom: one less than there are seeds in the smallest sample.
    package var degreesOfFreedom: Int

    /// The standard deviation of one seed.
    var ofOneSeed: Double { standardError * Double(degreesOfFreedom + 1).squareRoot() }
  }

  /// The statistics' values at the means over all seeds.
  package let estimates: [Double]
  /// The number of seeds in each group of paired samples.
  private let seeds: [Int]
  /// The values with one seed left out, for each statistic and group; nil for a group on which it does not depend.
  private let leftOut: [[[Double]?]]
  /// Whether a statistic depends on a sample of one seed, whose deviation is not known.
  private let dependsOnOneSeed: [Bool]

  /// Computes the statistics with every seed left out once.
  ///
  /// - Parameters:
  ///   - sets: for each value the positions of its samples, in the order in which `statistic` uses their means.
  package init(_ arms: [SeedSample], sets: [[Int]], _ statistic: SeedBootstrap.Statistic) {
    let groups = SeedBootstrap.groups(arms)
    let means = arms.map(\.means)
    seeds = groups.map { arms[$0[0]].seeds.count }
    // The means without a seed serve every statistic.
    let without = groups.map { group in
      Dictionary(uniqueKeysWithValues: group.map { ($0, arms[$0].meansWithoutOne) })
    }
    estimates = sets.map { set in statistic(set.map { means[$0] }) }
    leftOut = sets.map { set in
      groups.indices.map { group in
        guard set.contains(where: groups[group].contains) else { return nil }
        return (0..<arms[groups[group][0]].seeds.count).map { row in
          statistic(set.map { without[group][$0]?[row] ?? means[$0] })
        }
      }
    }
    dependsOnOneSeed = sets.map { $0.contains { arms[$0].seeds.count == 1 } }
  }

  /// The standard error of a statistic, or of its difference from another; nil if a sample has one seed, none has two,
  /// or a value is not finite.
  package func deviation(_ first: Int, less second: Int? = nil) -> Deviation? {
    guard !dependsOnOneSeed[first], second.map({ !dependsOnOneSeed[$0] }) ?? true else { return nil }
    var variance = 0.0
    var freedom = Int.max
    for group in seeds.indices {
      let other = second.flatMap { leftOut[$0][group] }
      guard leftOut[first][group] != nil || other != nil else { continue }
      let values = (0..<seeds[group]).map { row in
        (leftOut[first][group]?[row] ?? 0) - (other?[row] ?? 0)
      }
      guard let spread = Statistics.standardDeviation(values) else { return nil }
      let count = Double(seeds[group])
      variance += spread * spread * (count - 1) * (count - 1) / count
      freedom = min(freedom, seeds[group] - 1)
    }
    let estimate = estimates[first] - (second.map { estimates[$0] } ?? 0)
    guard freedom < .max, estimate.isFinite, variance.isFinite else { return nil }
    return Deviation(standardError: variance.squareRoot(), degreesOfFreedom: freedom)
  }
}

extension SeedSample {
  /// The means over the other seeds, for each seed.
  fileprivate var meansWithoutOne: [[Double]] {
    values.indices.map { out in means(over: values.indices.filter { $0 != out }) }
  }
}
