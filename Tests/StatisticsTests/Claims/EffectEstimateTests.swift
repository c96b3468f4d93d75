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

  private func coverage(_ trials: Int, _ effect: (inout NormalNumbers) -> EffectEstimate) -> Double {
    var numbers = NormalNumbers(SplitMix64(seed: 23))
    let held = (0..<trials).count { _ in effect(&numbers).interval(level: 0.95)?.contains(0) == true }
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
}
