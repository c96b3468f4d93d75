import Foundation
import Testing

@testable import Statistics

@Suite struct EffectEstimateTests {
  /// The mean is 1.24, the standard deviation 0.6504, Student's t 2.7764.
  @Test func pairedIntervalIsTheTextbooks() throws {
    let effect = EffectEstimate(paired: [1.2, 0.4, 2.1, 0.9, 1.6])
    let interval = try #require(effect.interval(level: 0.95))
    #expect(abs(effect.value - 1.24) < 1e-12 && effect.degreesOfFreedom == 4)
    #expect(abs(interval.low - 0.4324410) < 1e-6 && abs(interval.high - 2.0475590) < 1e-6)
  }

  /// Repetitions that share training samples widen the interval by √(1 + n r).
  @Test func sharedTrainingSamplesWidenTheInterval() throws {
    let values = [1.2, 0.4, 2.1, 0.9, 1.6]
    var expected = try #require(EffectEstimate(paired: values).interval(level: 0.95))
    expected.widen(testRatio: 0.25)
    let interval = try #require(EffectEstimate(paired: values, testRatio: 0.25).interval(level: 0.95))
    #expect(abs(interval.low - expected.low) < 1e-12 && abs(interval.high - expected.high) < 1e-12)
  }

  /// Values that only differ from seed to seed have the standard error of the seeds, and those that only differ from block
  /// to block that of the blocks.
  @Test func blocksAndSeedsAreBothRedrawn() throws {
    let seeds = [0.0, 1, 2, 3, 4, 5], expected = 1.8708 / 6.0.squareRoot()
    let bySeed = EffectEstimate(blocked: seeds.map { seed in (0..<6).map { _ in seed } })
    let byBlock = EffectEstimate(blocked: (0..<6).map { _ in seeds })
    #expect(abs(try #require(bySeed.standardError) / expected - 1) < 0.03)
    #expect(abs(try #require(byBlock.standardError) / expected - 1) < 0.03)
    #expect(bySeed.value == 2.5 && byBlock.value == 2.5)
    // The smaller of the two decides how wide Student's t is.
    #expect(EffectEstimate(blocked: [[1, 2, 3], [2, 3, 1], [3, 1, 2], [1, 2, 2]]).degreesOfFreedom == 2)
  }

  /// Ranks 1 2 3 4 5 against 2 1 4 3 5 have the correlation 1 − 6 · 4 / (5 · 24) = 0.8.
  @Test func correlationIsSpearmans() throws {
    let effect = EffectEstimate(correlationOf: [(0.1, 20), (0.2, 10), (0.5, 40), (7, 30), (8, 99)])
    #expect(abs(effect.value - 0.8) < 1e-12 && effect.seeds == 5)
    // atanh 0.8 = 1.0986, √((1 + 0.32) / 2) = 0.8124, and 1.9600 times that is 1.5923.
    let interval = try #require(effect.interval(level: 0.95))
    #expect(abs(interval.low - tanh(1.0986123 - 1.5922823)) < 1e-6)
    #expect(abs(interval.high - tanh(1.0986123 + 1.5922823)) < 1e-6)
    let opposite = EffectEstimate(correlationOf: [(-0.1, 20), (-0.2, 10), (-0.5, 40), (-7, 30), (-8, 99)])
    #expect(abs(opposite.value + 0.8) < 1e-12)
  }

  /// Equal values share their ranks: 1, 2.5, 2.5, 4 against 1, 2, 3, 4 is 4.5 / √(4.5 · 5).
  @Test func equalValuesShareTheirRanks() {
    let effect = EffectEstimate(correlationOf: [(1, 1), (2, 2), (2, 3), (3, 4)])
    #expect(abs(effect.value - 4.5 / (4.5 * 5).squareRoot()) < 1e-12)
  }

  /// Ranks that all agree, ranks of equal values, and three configurations say nothing of how sure the correlation is.
  @Test func aCorrelationWithoutErrorHasNoInterval() {
    #expect(EffectEstimate(correlationOf: (0..<9).map { (Double($0), Double($0)) }).interval(level: 0.95) == nil)
    #expect(EffectEstimate(correlationOf: (0..<9).map { (1, Double($0)) }).interval(level: 0.95) == nil)
    #expect(EffectEstimate(correlationOf: [(1, 2), (2, 1), (3, 3)]).interval(level: 0.95) == nil)
  }

  @Test func normalQuantilesAreTheTables() {
    #expect(abs(StandardNormal.quantile(0.975) - 1.959963985) < 1e-9)
    #expect(abs(StandardNormal.quantile(0.05) + 1.644853627) < 1e-9 && abs(StandardNormal.quantile(0.5)) < 1e-12)
  }

  @Test func oneSeedOrOneBlockGivesNoInterval() {
    #expect(EffectEstimate(paired: [1]).interval(level: 0.95) == nil)
    #expect(EffectEstimate(blocked: [[1, 2, 3]]).interval(level: 0.95) == nil)
    #expect(EffectEstimate(blocked: [[1], [2]]).interval(level: 0.95) == nil)
  }
}

/// How often intervals hold the truth, over simulated studies. The true effect is 0.
@Suite struct CoverageTests {
  /// The noise of one value, of mean 0 and deviation 1.
  enum Noise: String, CaseIterable, Sendable {
    case normal
    /// Exponential: the skewness is 2.
    case skewed

    func draw(_ numbers: inout NormalNumbers) -> Double {
      switch self {
      case .normal: numbers.next()
      case .skewed: 0.5 * (pow(numbers.next(), 2) + pow(numbers.next(), 2)) - 1
      }
    }
  }

  private func coverage(
    _ trials: Int, of truth: Double = 0, _ effect: (inout NormalNumbers) -> EffectEstimate
  ) -> Double {
    var numbers = NormalNumbers(SplitMix64(seed: 23))
    let held = (0..<trials).count { _ in effect(&numbers).interval(level: 0.95)?.contains(truth) == true }
    return Double(held) / Double(trials)
  }

  /// The paired t interval holds the truth in 95 of 100 studies where values are normal. Where each of them is skewed, and
  /// not their difference alone, few seeds hold it less often; the bounds are what it does.
  @Test(arguments: [3, 5, 10], Noise.allCases)
  func ofPairedSeeds(_ seeds: Int, _ noise: Noise) {
    let share = coverage(4000) { numbers in EffectEstimate(paired: (0..<seeds).map { _ in noise.draw(&numbers) }) }
    print("coverage of the paired t interval, n = \(seeds), \(noise.rawValue): \(share)")
    switch noise {
    case .normal: #expect(abs(share - 0.95) < 0.012)
    case .skewed: #expect(share > 0.86 && share < 0.97)
    }
  }

  /// With blocks that differ, as images or tasks do, the interval holds the truth at least as often as it says where values
  /// are normal: that is, for other seeds and for other blocks.
  @Test(arguments: [3, 5, 10], Noise.allCases)
  func ofSeedsAndBlocks(_ seeds: Int, _ noise: Noise) {
    let blocks = 12
    let share = coverage(400) { numbers in
      let ofBlocks = (0..<blocks).map { _ in noise.draw(&numbers) }
      let rows = (0..<seeds).map { _ -> [Double] in
        let ofSeed = noise.draw(&numbers)
        return ofBlocks.map { $0 + ofSeed + noise.draw(&numbers) }
      }
      return EffectEstimate(blocked: rows, draws: 300)
    }
    print("coverage with \(blocks) blocks, n = \(seeds), \(noise.rawValue): \(share)")
    #expect(share > (noise == .normal ? 0.92 : 0.86))
  }

  /// The interval of Spearman's correlation of 30 configurations holds the truth in 95 of 100 studies. Of two normal figures
  /// with the product-moment correlation r it is 6 / π · arcsin(r / 2).
  @Test(arguments: [0, 0.4, 0.7, 0.9])
  func ofCorrelations(_ correlation: Double) {
    let rest = (1 - correlation * correlation).squareRoot(), truth = 6 / Double.pi * asin(correlation / 2)
    let share = coverage(4000, of: truth) { numbers in
      EffectEstimate(
        correlationOf: (0..<30).map { _ in
          let first = numbers.next()
          return (first, correlation * first + rest * numbers.next())
        })
    }
    print("coverage of Spearman's correlation, n = 30, r = \(correlation): \(share)")
    #expect(abs(share - 0.95) < 0.015)
  }
}
