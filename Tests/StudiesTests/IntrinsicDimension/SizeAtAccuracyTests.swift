import TestSupport
import Testing

@testable import Studies

@Suite struct SizeAtAccuracyTests {
  @Test func neighboursThatFallBecomeTheirMean() {
    #expect(SizeAtAccuracy.isotonic([1, 3, 2, 4]) == [1, 2.5, 2.5, 4])
    // 3, 2, 1: the second pools the first, the third both.
    #expect(SizeAtAccuracy.isotonic([3, 2, 1]) == [2, 2, 2])
    #expect(SizeAtAccuracy.isotonic([0.5, 0.6, 0.6]) == [0.5, 0.6, 0.6])
  }

  /// Half way from 0.7 to 0.9 lies half way from 8 to 32 on a scale of logarithms: 16.
  @Test func betweenTwoSizesTheLineRunsOverTheLogarithm() throws {
    let size = try #require(SizeAtAccuracy.size([(4, 0.6), (8, 0.7), (32, 0.9)], reaching: 0.8))
    #expect(isClose(size, 16, .relative(1e-12)))
  }

  @Test func theEndsAreTheSmallestSizeAndNone() {
    let points = [(size: 8.0, accuracy: 0.7), (16.0, 0.8)]
    #expect(SizeAtAccuracy.size(points, reaching: 0.6) == 8)
    #expect(SizeAtAccuracy.size(points, reaching: 0.81) == nil)
  }
}
