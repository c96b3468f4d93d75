import Testing

@testable import Statistics

@Suite struct ShareTests {
  /// Values of `scipy.stats.binomtest(count, total).proportion_ci(level, "exact")`, SciPy 1.17.
  @Test(arguments: [
    (5, 10, 0.95, 0.1870860284474045, 0.8129139715525955), (0, 10, 0.95, 0, 0.30849710781876294),
    (10, 10, 0.95, 0.6915028921812371, 1), (3, 20, 0.99, 0.0176426379541102, 0.449465406739486),
    (37, 90, 0.95, 0.3084185841013854, 0.5198220982016369),
  ])
  func theIntervalIsExact(_ count: Int, _ total: Int, _ level: Double, _ low: Double, _ high: Double) {
    let interval = Binomial.interval(count, of: total, level: level)
    #expect(abs(interval.low - low) < 1e-10 && abs(interval.high - high) < 1e-10)
  }

  /// Three of twenty cells are 0.35 below one half; the interval is that of the share, turned.
  @Test func aShareLiesBelowABound() throws {
    let effect = EffectEstimate(of: (0..<20).map { $0 < 3 }, below: 0.5)
    #expect(abs(effect.value - 0.35) < 1e-12 && effect.seeds == 20)
    let interval = try #require(effect.interval(level: 0.99))
    #expect(abs(interval.low - (0.5 - 0.449465406739486)) < 1e-10 && abs(interval.high - 0.4823573620458898) < 1e-10)
    #expect(interval.method == .binomial)
  }

  @Test(arguments: [true, false])
  func allCellsAreAlike(_ have: Bool) throws {
    let interval = try #require(EffectEstimate(of: Array(repeating: have, count: 10), below: 0.5).interval(level: 0.95))
    let expected = have ? (-0.5, 0.5 - 0.6915028921812371) : (0.5 - 0.30849710781876294, 0.5)
    #expect(abs(interval.low - expected.0) < 1e-10 && abs(interval.high - expected.1) < 1e-10)
  }

  @Test func noCellHasNoInterval() {
    #expect(EffectEstimate(of: [], below: 0.5).interval(level: 0.95) == nil)
  }
}
