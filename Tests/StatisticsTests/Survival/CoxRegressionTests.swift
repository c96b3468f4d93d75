import Foundation
import TestSupport
import Testing

@testable import Statistics

@Suite struct CoxRegressionTests {
  private static func rows(_ count: Int, seed: UInt64) -> [[Double]] {
    var normal = NormalNumbers(SplitMix64(key: seed, 1))
    return (0..<count).map { _ in (0..<3).map { _ in normal.next() } }
  }

  /// The logarithm of the partial likelihood, by its definition.
  private static func logLikelihood(
    _ rows: [[Double]], _ data: SurvivalTimes, _ ties: CoxRegression.Ties, _ coefficients: [Double]
  ) -> Double {
    let risks = rows.map { row in exp(zip(row, coefficients).reduce(0) { $0 + $1.0 * $1.1 }) }
    var sum = 0.0
    for time in Set(data.times) {
      let events = data.times.indices.filter { data.times[$0] == time && data.events[$0] }
      let atRisk = data.times.indices.filter { data.times[$0] >= time }.reduce(0) { $0 + risks[$1] }
      let own = events.reduce(0) { $0 + risks[$1] }
      for (place, event) in events.enumerated() {
        let gone = ties == .efron ? Double(place) / Double(events.count) : 0
        sum += log(risks[event]) - log(atRisk - gone * own)
      }
    }
    return sum
  }

  @Test(arguments: CoxRegression.Ties.allCases) func theCoefficientsMakeTheLikelihoodLargest(_ ties: CoxRegression.Ties)
    throws
  {
    let sample = SurvivalSample(60, seed: 4), rows = Self.rows(60, seed: 4)
    let fit = try CoxRegression(rows, sample.data, ties: ties)
    func value(_ coefficients: [Double]) -> Double { Self.logLikelihood(rows, sample.data, ties, coefficients) }
    #expect(abs(value(fit.coefficients) - fit.logLikelihood) < 1e-9)
    for place in 0..<3 {
      func moved(_ step: Double) -> Double {
        var coefficients = fit.coefficients
        coefficients[place] += step
        return value(coefficients)
      }
      #expect(abs(moved(1e-4) - moved(-1e-4)) / 2e-4 < 1e-5)
    }
  }

  @Test func withoutTiesBothRulesAreOne() throws {
    let rows = Self.rows(30, seed: 2)
    var random = SplitMix64(key: 5)
    let data = SurvivalTimes(random.permutation(30).map(Double.init), events: (0..<30).map { $0 % 3 > 0 })
    let (efron, breslow) = (try CoxRegression(rows, data), try CoxRegression(rows, data, ties: .breslow))
    #expect(zip(efron.coefficients, breslow.coefficients).allSatisfy { abs($0 - $1) < 1e-12 })
  }

  /// Of two groups of equal size, whose hazards have a ratio of about 2.
  @Test func standardErrorsComeFromTheInformation() throws {
    let data = SurvivalTimes([1, 2, 3, 4], events: [true, true, true, true])
    let fit = try CoxRegression([[1], [0], [1], [0]], data)
    let risk = exp(fit.coefficients[0])
    // Each event adds p (1 − p), with p the share of the first group among those at risk.
    let shares = [2 * risk / (2 * risk + 2), risk / (risk + 2), risk / (risk + 1), 0]
    let information = shares.reduce(0) { $0 + $1 * (1 - $1) }
    #expect(abs(fit.standardErrors[0] - 1 / information.squareRoot()) < 1e-9)
    #expect(fit.risk([2]) == 2 * fit.coefficients[0])
  }

  @Test func aRidgeMakesCoefficientsSmaller() throws {
    let sample = SurvivalSample(60, seed: 4), rows = Self.rows(60, seed: 4)
    func length(_ ridge: Double) throws -> Double {
      try CoxRegression(rows, sample.data, ridge: ridge).coefficients.reduce(0) { $0 + $1 * $1 }
    }
    #expect(try length(50) < 0.5 * length(0))
  }

  @Test func whatHasNoAnswerIsSaid() {
    let data = SurvivalTimes([1, 2, 3, 4], events: [true, true, true, false])
    for (rows, events, words) in [
      ([[1], [2], [3], [4]], [false, false, false, false], "should have events. Found none."),
      ([[1, 2], [2, 4], [3, 6], [5, 10]], data.events, "should be linearly independent."),
      // The covariate falls with time, so that every larger coefficient is better.
      ([[4], [3], [2], [1]], data.events, "should have a maximum."),
    ] as [([[Double]], [Bool], String)] {
      let text = errorText { _ = try CoxRegression(rows, SurvivalTimes(data.times, events: events)) }
      #expect(text.contains(words), "\(text)")
    }
  }
}
