import Certificates
import Foundation
import Statistics
import Testing

/// Bounds on problems whose true risk is known: two tasks with labels x > t, flipped with a known probability, and
/// thresholds t of a grid, of which the best on the samples is taken.
@Suite struct BoundValidityTests {
  private static let noise = 0.2, draws = 200, delta = 0.2, samples = 40

  /// One draw of the samples: the chosen thresholds' mean error on them and in truth.
  private func draw(_ random: inout SplitMix64, thresholds: [Double]) -> (empirical: Double, risk: Double) {
    var (empirical, risk) = (0.0, 0.0)
    for target in [0.3, 0.6] {
      let points = (0..<Self.samples).map { _ in
        let x = Double(random.uniform())
        return (x: x, isAbove: (x > target) != random.chance(Float(Self.noise)))
      }
      let errors = thresholds.map { threshold in
        Double(points.count { ($0.x > threshold) != $0.isAbove }) / Double(points.count)
      }
      let best = errors.indices.min { errors[$0] < errors[$1] }!
      empirical += errors[best] / 2
      risk += (Self.noise + (1 - 2 * Self.noise) * abs(thresholds[best] - target)) / 2
    }
    return (empirical, risk)
  }

  /// The probability of at least `count` failures among the draws if each fails with probability δ.
  private func tail(_ count: Int) -> Double {
    let n = Double(Self.draws)
    return (count...Self.draws).reduce(0) { sum, k in
      let k = Double(k), ways = lgamma(n + 1) - lgamma(k + 1) - lgamma(n - k + 1)
      return sum + exp(ways + k * log(Self.delta) + (n - k) * log(1 - Self.delta))
    }
  }

  /// The number of draws in which `bound` is below the true risk.
  private func failures(levels: Int, _ bound: (RiskBounds) -> Double) throws -> Int {
    let thresholds = (0..<levels).map { (Double($0) + 0.5) / Double(levels) }
    var random = SplitMix64(seed: 7), failures = 0
    for _ in 0..<Self.draws {
      let (empirical, risk) = draw(&random, thresholds: thresholds)
      let bounds = try RiskBounds(
        empiricalRisk: empirical, bits: 2 * log2(Double(levels)), samples: 2 * Self.samples, delta: Self.delta)
      if bound(bounds) < risk { failures += 1 }
    }
    return failures
  }

  @Test(arguments: [1, 4, 32])
  func boundsFailInNoMoreDrawsThanTheyMay(levels: Int) throws {
    for bound in [\RiskBounds.fastRate, \.hoeffding, \.mcAllester, \.quadratic] {
      #expect(try tail(failures(levels: levels) { $0[keyPath: bound] }) > 0.01)
    }
  }

  /// The check sees a bound that forgets the bits: the best of many thresholds errs more than its samples show.
  @Test func aBoundThatForgetsTheMessageFailsTooOften() throws {
    let failures = try failures(levels: 64) { bounds in
      bounds.empiricalRisk + (-log(bounds.delta) / (2 * Double(bounds.samples))).squareRoot() / 4
    }
    #expect(tail(failures) < 1e-6)
  }
}
