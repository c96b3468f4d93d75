import Foundation
import Testing

@testable import Statistics

/// Experiments without any effect: every method and the single-task baseline have the same mean.
private struct NoEffect {
  var methods: Int
  var seeds: Int
  /// The deviation of what a seed does to all methods and the baseline alike; that of their own noise is 1.
  var common = 0.0
  /// The deviation of each method's own noise.
  var noise: (_ method: Int) -> Double = { _ in 1 }

  /// The shares of experiments in which some Δm lies on the good side, and in which some method is worse than the best.
  func rates(_ trials: Int, _ draws: Int = 4000) -> (pays: Double, worse: Double) {
    var intervals = SimultaneousIntervals(draws: draws)
    var normal = NormalNumbers(SplitMix64(seed: 17))
    var counts = (pays: 0, worse: 0)
    for _ in 0..<trials {
      let shared = (0..<seeds).map { _ in common * normal.next() }
      let arms = (0...methods).map { arm in
        SeedSample(
          seeds: Array(0..<seeds),
          values: shared.map { [$0 + (arm == 0 ? 1 : noise(arm - 1)) * normal.next()] })
      }
      let statistics = SeedJackknife(arms, sets: (1...methods).map { [$0, 0] }) { $0[0][0] - $0[1][0] }
      if intervals.intervals(of: statistics).contains(where: { $0.map { $0.high < 0 } ?? false }) { counts.pays += 1 }
      let best = statistics.estimates.indices.min { statistics.estimates[$0] < statistics.estimates[$1] }!
      let differences = intervals.differences(of: statistics, from: best)
      if differences.contains(where: { $0.map { $0.low > 0 } ?? false }) { counts.worse += 1 }
    }
    return (Double(counts.pays) / Double(trials), Double(counts.worse) / Double(trials))
  }
}

@Suite struct SimultaneousIntervalTests {
  /// Without any effect "sharing pays" and "worse than the best" are each said in at most one experiment of twenty, with and
  /// without an effect that a seed has on all methods alike. The bound allows for three standard deviations of the trials.
  @Test(arguments: [(1, 1000), (10, 400), (46, 40)], [3, 5, 10])
  func whatIsSaidWithoutAnEffect(_ methods: (count: Int, trials: Int), _ seeds: Int) {
    let bound = 0.05 + 3 * (0.05 * 0.95 / Double(methods.trials)).squareRoot()
    for common in [0.0, 2] {
      let rates = NoEffect(methods: methods.count, seeds: seeds, common: common).rates(methods.trials)
      #expect(rates.pays <= bound && rates.worse <= bound, "\(rates)")
      if methods.count == 1 { #expect(rates.pays > 0.01) }
    }
  }

  /// One method that is noisier than the others is compared with its own spread, however quiet they are.
  @Test(arguments: [3, 5])
  func aNoisyMethodIsNotJudgedByTheOthers(_ seeds: Int) {
    let rates = NoEffect(methods: 6, seeds: seeds, noise: { $0 == 2 ? 10 : 1 }).rates(800)
    #expect(rates.pays <= 0.075 && rates.worse <= 0.075, "\(rates)")
  }

  /// What was printed before: Student's intervals of one comparison each fail far more often than one time in twenty.
  @Test func intervalsJudgedAloneAreTooNarrow() {
    var normal = NormalNumbers(SplitMix64(seed: 4))
    var worse = 0
    for _ in 0..<300 {
      let arms = (0..<10).map { _ in
        SeedSample(seeds: [0, 1, 2], values: (0..<3).map { _ in [normal.next()] })
      }
      let best = arms.min { $0.means[0] < $1.means[0] }!
      let isWorse = arms.contains { arm in
        let interval = SeedBootstrap().studentInterval(of: [arm, best]) { $0[0][0] - $0[1][0] }
        return arm != best && interval.map { $0.low > 0 } ?? false
      }
      if isWorse { worse += 1 }
    }
    #expect(worse > 100, "\(worse) of 300")
  }

  /// How often one method's interval holds the truth.
  @Test(arguments: [2, 3, 5, 10])
  func coverage(_ seeds: Int) {
    var normal = NormalNumbers(SplitMix64(seed: 9))
    var intervals = SimultaneousIntervals(draws: 2000)
    var (alone, together) = (0, 0)
    let trials = 1000
    for _ in 0..<trials {
      let arms = (0..<4).map { arm in
        SeedSample(seeds: Array(0..<seeds), values: (0..<seeds).map { _ in [Double(arm) + normal.next()] })
      }
      let one = SeedJackknife([arms[0]], sets: [[0]]) { $0[0][0] }
      if intervals.intervals(of: one)[0]?.contains(0) ?? false { alone += 1 }
      let all = SeedJackknife(arms, sets: (0..<4).map { [$0] }) { $0[0][0] }
      let hits = intervals.intervals(of: all).enumerated().count { arm, interval in
        interval?.contains(Double(arm)) ?? false
      }
      if hits == 4 { together += 1 }
    }
    #expect((925...975).contains(alone), "\(alone) of \(trials)")
    #expect(together >= 925, "\(together) of \(trials)")
  }

  @Test func oneMethodHasStudentsInterval() throws {
    let sample = SeedSample(seeds: [0, 1, 2], values: [[0.31], [0.35], [0.29]])
    var intervals = SimultaneousIntervals()
    let found = try #require(intervals.intervals(of: SeedJackknife([sample], sets: [[0]]) { $0[0][0] })[0])
    #expect(abs(found.low - 0.24077500599473145) < 1e-12)  // SciPy 1.17.1 stats.t.interval
    #expect(abs(found.high - 0.39255832733860185) < 1e-12)
    #expect(found.kind == "simultaneous" && found.comparisons == 1 && found.method == .maxT)
  }

  /// Means 1 and 3 with equal spreads, and 2 with seeds of which two are lost.
  private let arms = [
    SeedSample(seeds: [0, 1, 2, 3], values: [[0.9], [1.1], [1.0], [1.0]]),
    SeedSample(seeds: [0, 1, 2, 3], values: [[2.9], [3.1], [3.1], [2.9]]),
    SeedSample(seeds: [0, 1], values: [[2.5], [1.5]]),
  ]

  @Test func differencesAreFromTheBest() {
    var intervals = SimultaneousIntervals(draws: 1000)
    let statistics = SeedJackknife(arms, sets: [[0], [1], [2]]) { $0[0][0] }
    let found = intervals.differences(of: statistics, from: 0)
    #expect(found[0] == nil)
    #expect(found[1].map { ($0.low + $0.high) / 2 } == 2)
    #expect(found[1]?.degreesOfFreedom == 3 && found[2]?.degreesOfFreedom == 1)
    #expect(found.compactMap { $0?.comparisons } == [3, 3])
    // Two seeds are judged by Student's t of one degree of freedom at least.
    #expect(found[2].map { $0.high - $0.low > 2 * 12.7 * 0.5 } == true)
  }

  @Test func aMethodOfOneSeedIsNoMember() {
    var intervals = SimultaneousIntervals(draws: 1000)
    let one = SeedSample(seeds: [0], values: [[9]])
    let found = intervals.intervals(of: SeedJackknife(arms + [one], sets: [[0], [1], [2], [3]]) { $0[0][0] })
    let without = intervals.intervals(of: SeedJackknife(arms, sets: [[0], [1], [2]]) { $0[0][0] })
    #expect(found == without + [nil])
  }

  @Test func pairedSeedsCancel() throws {
    let first = SeedSample(seeds: [0, 1, 2], values: [[2.1], [1.7], [2.6]])
    let second = SeedSample(seeds: [0, 1, 2], values: [[3.0], [2.2], [3.1]])
    let apart = SeedSample(seeds: [5, 6, 7], values: second.values)
    func error(_ other: SeedSample) -> SeedJackknife.Deviation? {
      SeedJackknife([first, other], sets: [[0], [1]]) { $0[0][0] }.deviation(0, less: 1)
    }
    // SciPy 1.17.1: half the width of ttest_rel's interval over Student's quantile; and the two errors' squares added.
    #expect(abs(try #require(error(second)).standardError - 0.13333333333333333) < 1e-12)
    #expect(abs(try #require(error(apart)).standardError - 0.38586123009300754) < 1e-12)
  }

  @Test func equalSeedsGiveEqualIntervals() {
    func quantile(_ seed: UInt64) -> Double {
      LargestT(.pairs(of: 6), degreesOfFreedom: 4).quantile(0.95, draws: 500, seed: seed)
    }
    #expect(quantile(1) == quantile(1) && quantile(1) != quantile(2))
  }

  /// All equally noisy methods with many seeds are Tukey's case; the largest |t| is the studentised range over √2.
  @Test func manySeedsGiveTukeysQuantile() {
    let found = LargestT(.pairs(of: 4), degreesOfFreedom: 60).quantile(0.95, draws: 6000)
    let tukey = StudentizedRange.quantile(0.95, count: 4) / 2.0.squareRoot()
    #expect(abs(found / tukey - 1) < 0.05, "\(found), \(tukey)")
    #expect(
      LargestT(.againstOne(1), degreesOfFreedom: 2).quantile(0.95) == StudentT.quantile(0.975, degreesOfFreedom: 2))
  }

  @Test func moreMethodsAreJudgedMoreStrictly() {
    let quantiles = [1, 4, 10].map { LargestT(.pairs(of: $0), degreesOfFreedom: 9).quantile(0.95, draws: 2000) }
    #expect(quantiles[0] < quantiles[1] && quantiles[1] < quantiles[2])
  }
}
