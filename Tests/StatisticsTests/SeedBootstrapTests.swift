import Testing

@testable import Statistics

@Suite struct SeedBootstrapTests {
  let sample = SeedSample(seeds: [0, 1, 2], values: [[0.31], [0.35], [0.29]])
  let mean: SeedBootstrap.Statistic = { $0[0][0] }

  @Test func theStudentIntervalOfAMeanIsTheTextbooks() throws {
    let interval = try #require(SeedBootstrap().studentInterval(of: [sample], mean))
    #expect(abs(interval.low - 0.24077500599473145) < 1e-12)  // SciPy 1.17.1 stats.t.interval
    #expect(abs(interval.high - 0.39255832733860185) < 1e-12)
    #expect(interval.degreesOfFreedom == 2)
  }

  @Test func pairedSamplesGiveThePairedTest() throws {
    let first = SeedSample(seeds: [0, 1, 2], values: [[2.1], [1.7], [2.6]])
    let second = SeedSample(seeds: [0, 1, 2], values: [[3.0], [2.2], [3.1]])
    let interval = try #require(SeedBootstrap().studentInterval(of: [first, second]) { $0[0][0] - $0[1][0] })
    #expect(abs(interval.low - -1.2070203639665946) < 1e-12)  // SciPy 1.17.1 stats.ttest_rel
    #expect(abs(interval.high - -0.05964630270007221) < 1e-12)
  }

  @Test func theBootstrapsStandardErrorIsUnbiased() throws {
    let student = try #require(SeedBootstrap().studentInterval(of: [sample], mean))
    let bootstrap = try #require(SeedBootstrap().interval(of: [sample], mean))
    let ratio = (bootstrap.high - bootstrap.low) / (student.high - student.low)
    #expect(abs(ratio - 1) < 0.02)
    #expect(bootstrap.method == .bootstrapT)
  }

  @Test func thePercentileIntervalCannotLeaveTheValues() throws {
    let interval = try #require(SeedBootstrap().percentileInterval(of: [sample], mean))
    #expect(interval.low >= 0.29 && interval.high <= 0.35)
  }

  /// A side of one seed is not exact: a baseline whose other runs were lost would decide everything.
  @Test func oneSeedOnASideLeavesNoInterval() {
    let single = SeedSample(seeds: [0], values: [[0.2]])
    let difference: SeedBootstrap.Statistic = { $0[0][0] - $0[1][0] }
    #expect(SeedBootstrap().interval(of: [sample, single], difference) == nil)
    #expect(SeedBootstrap().studentInterval(of: [single, sample], difference) == nil)
    // What is published is taken as exact.
    let published = SeedSample(seeds: [], values: [[0.2]])
    #expect(SeedBootstrap().interval(of: [sample, published], difference) != nil)
  }

  @Test func oneSeedSaysNothing() {
    let single = SeedSample(seeds: [0], values: [[0.31]])
    #expect(SeedBootstrap().interval(of: [single], mean) == nil)
    #expect(SeedBootstrap().studentInterval(of: [single], mean) == nil)
    #expect(SeedBootstrap().percentileInterval(of: [single], mean) == nil)
  }

  @Test func anExactBaselineIsNotResampled() throws {
    let exact = SeedSample(seeds: [], values: [[0.30]])
    let alone = try #require(SeedBootstrap().interval(of: [sample]) { $0[0][0] - 0.30 })
    let against = try #require(SeedBootstrap().interval(of: [sample, exact]) { $0[0][0] - $0[1][0] })
    #expect(alone == against)
  }

  @Test func anUncertainBaselineWidensTheInterval() throws {
    let other = SeedSample(seeds: [7, 8, 9], values: [[0.27], [0.33], [0.30]])
    let exact = SeedSample(seeds: [], values: [[0.30]])
    let difference: SeedBootstrap.Statistic = { $0[0][0] - $0[1][0] }
    let wide = try #require(SeedBootstrap().interval(of: [sample, other], difference))
    let narrow = try #require(SeedBootstrap().interval(of: [sample, exact], difference))
    #expect(wide.high - wide.low > 1.2 * (narrow.high - narrow.low))
  }

  @Test func theSeedDecidesTheInterval() {
    #expect(SeedBootstrap(seed: 1).interval(of: [sample], mean) == SeedBootstrap(seed: 1).interval(of: [sample], mean))
    #expect(SeedBootstrap(seed: 1).interval(of: [sample], mean) != SeedBootstrap(seed: 2).interval(of: [sample], mean))
  }

  @Test func aValueThatIsNotFiniteHasNoInterval() {
    let broken = SeedSample(seeds: [0, 1], values: [[.nan], [1]])
    #expect(SeedBootstrap(samples: 10).interval(of: [broken], mean) == nil)
  }

  /// The reason for the choice of interval: three normal values, the true mean 0, how often is it inside?
  @Test func coverageAtThreeSeeds() throws {
    var generator = SplitMix64(seed: 5)
    func normal() -> Double {
      let uniforms = (0..<12).map { _ in Double(generator.next() >> 11) * 0x1p-53 }
      return uniforms.reduce(-6, +)
    }
    let bootstrap = SeedBootstrap(samples: 200)
    var printed = 0
    var percentile = 0
    let trials = 1000
    for _ in 0..<trials {
      let sample = SeedSample(seeds: [0, 1, 2], values: (0..<3).map { _ in [normal()] })
      if try #require(bootstrap.interval(of: [sample], mean)).contains(0) { printed += 1 }
      if try #require(bootstrap.percentileInterval(of: [sample], mean)).contains(0) { percentile += 1 }
    }
    #expect((930...970).contains(printed), "\(printed) of \(trials)")
    #expect(percentile < 800, "\(percentile) of \(trials)")
  }
}
