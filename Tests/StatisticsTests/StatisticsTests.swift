import Testing

@testable import Statistics

/// Values marked SciPy were printed by SciPy 1.17.1 and NumPy 2.4.6.
@Suite struct StatisticsTests {
  let values = [0.31, 0.35, 0.29]

  @Test func meanAndSampleStandardDeviation() throws {
    #expect(abs(try #require(Statistics.mean(values)) - 0.31666666666666665) < 1e-15)  // SciPy
    #expect(abs(try #require(Statistics.standardDeviation(values)) - 0.03055050463303893) < 1e-15)  // SciPy, ddof=1
    #expect(Statistics.standardDeviation([0.31]) == nil)
    #expect(Statistics.mean([]) == nil)
  }

  @Test func quantilesInterpolate() throws {
    #expect(Statistics.median([4, 1, 3, 2]) == 2.5)
    #expect(abs(try #require(Statistics.quantile(values, 0.9)) - 0.342) < 1e-15)  // SciPy
    #expect(abs(try #require(Statistics.quantile([5, 1, 4, 2], 0.3)) - 1.9) < 1e-15)  // SciPy
  }

  @Test(arguments: [
    (0.975, 1.0, 12.706204736174694), (0.975, 2, 4.302652729749462), (0.975, 4, 2.7764451051977934),
    (0.975, 9, 2.262157162798205), (0.95, 2, 2.9199855803537242), (0.995, 3, 5.840909309733355),
    (0.6, 7, 0.2631668613520229), (0.975, 199, 1.9719565442517533), (0.01, 2.5, -5.353111173030874),
  ])
  func studentQuantiles(probability: Double, freedom: Double, expected: Double) {  // SciPy stats.t.ppf
    #expect(abs(StudentT.quantile(probability, degreesOfFreedom: freedom) / expected - 1) < 1e-11)
  }

  @Test(arguments: [
    (2.0, 2.0, 0.908248290463863), (-1.3, 5, 0.12515031708533855), (0.1, 1, 0.5317255174305535),
    (30, 3, 0.9999593235978642),
  ])
  func studentProbabilities(t: Double, freedom: Double, expected: Double) {  // SciPy stats.t.cdf
    #expect(abs(StudentT.cumulative(t, degreesOfFreedom: freedom) - expected) < 1e-13)
  }

  @Test func equalValuesShareTheirRanks() {
    let scores = [0.3, 0.1, 0.3, 0.2]
    #expect(Ranking.averageRanks(scores, .lowerIsBetter) == [3.5, 1, 3.5, 2])  // SciPy stats.rankdata
    #expect(Ranking.averageRanks(scores, .higherIsBetter) == [1.5, 4, 1.5, 3])
    #expect(Ranking.averageRanks([0.3, nil, .nan, 0.2], .lowerIsBetter) == [2, nil, nil, 1])
  }

  @Test func meanRanksNeedEveryMetric() {
    let ranks = Ranking.meanRanks([
      ([0.5, 0.6, 0.7], .higherIsBetter), ([2, 1, nil], .lowerIsBetter),
    ])
    #expect(ranks == [2.5, 1.5, nil])
  }
}
