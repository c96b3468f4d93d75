import Testing

@testable import Statistics

@Suite struct MersenneTwisterTests {
  @Test func outputsAreThoseOfTheAuthorsProgram() {
    var generator = MersenneTwister(seed: 5489)
    #expect((0..<3).map { _ in generator.next() } == [3_499_211_612, 581_869_302, 3_890_346_734])
    generator.skip(9_996)
    // The ten-thousandth, which the C++ standard names for its default seed.
    #expect(generator.next() == 4_123_659_995)
  }

  @Test func aPermutationTakesOneOutputLessThanItsLength() {
    var first = MersenneTwister(seed: 7), second = MersenneTwister(seed: 7)
    let order = first.permutation(1_000)
    second.skip(999)
    #expect(order.sorted() == Array(0..<1_000))
    #expect(first.next() == second.next())
    #expect(second.permutation(1) == [0])
  }
}
