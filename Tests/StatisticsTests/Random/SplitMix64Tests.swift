import Testing

@testable import Statistics

@Suite struct SplitMix64Tests {
  @Test func givesThePublishedSequence() {
    var random = SplitMix64(seed: 1_234_567)
    let expected: [UInt64] = [
      6_457_827_717_110_365_317, 3_203_168_211_198_807_973, 9_817_491_932_198_370_423, 4_593_380_528_125_082_431,
    ]
    #expect(expected.map { _ in random.next() } == expected)
  }

  @Test func keysInAnotherOrderOpenAnotherStream() {
    var a = SplitMix64(key: 1, 2), b = SplitMix64(key: 2, 1), c = SplitMix64(key: 1, 2, 0)
    let numbers = [a.next(), b.next(), c.next()]
    #expect(Set(numbers).count == 3)
  }

  @Test func permutationsHoldEachNumberOnce() {
    var random = SplitMix64(seed: 3)
    let order = random.permutation(1000)
    #expect(order.sorted() == Array(0..<1000))
    #expect(order != Array(0..<1000))
  }

  @Test func numbersBelowABoundAreEquallyLikely() {
    var random = SplitMix64(seed: 4)
    var counts = [0, 0, 0]
    for _ in 0..<30_000 { counts[random.integer(below: 3)] += 1 }
    #expect(counts.allSatisfy { abs($0 - 10_000) < 400 })
  }

  @Test func bellShapedNumbersHaveMeanZeroAndVarianceOne() {
    var random = SplitMix64(seed: 5)
    let values = (0..<50_000).map { _ in Double(bellShaped(random.next())) }
    let mean = values.reduce(0, +) / 50_000
    let variance = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / 50_000
    #expect(abs(mean) < 0.02)
    #expect(abs(variance - 1) < 0.02)
  }
}
