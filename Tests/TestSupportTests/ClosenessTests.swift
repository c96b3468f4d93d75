import TestSupport
import Testing

/// What other tests call close is close, and what is wrong is not.
@Suite struct ClosenessTests {
  @Test func anAbsoluteToleranceIsADistance() {
    #expect(isClose(100.4, 100, .absolute(0.5)))
    #expect(!isClose(100.6, 100, .absolute(0.5)))
    #expect(!isClose(99.4, 100, .absolute(0.5)))
  }

  @Test func aRelativeToleranceGrowsWithTheNumbers() {
    #expect(isClose(1000.9, 1000, .relative(1e-3)))
    #expect(!isClose(1.9, 1, .relative(1e-3)))
    #expect(isClose(1e-200, 1.0001e-200, .relative(1e-3)))
    #expect(!isClose(1e-200, 1.01e-200, .relative(1e-3)))
    #expect(!isClose(0, 1e-12, .relative(1e-3)))
  }

  @Test func theLargerOfBothTolerancesCounts() {
    #expect(isClose(0, 1e-4, .relative(1e-3, absolute: 1e-3)))
    #expect(isClose(1000.9, 1000, .relative(1e-3, absolute: 1e-3)))
    #expect(!isClose(0, 2e-3, .relative(1e-3, absolute: 1e-3)))
    #expect(!isClose(1001.1, 1000, .relative(1e-3, absolute: 1e-3)))
  }

  @Test func aVectorIsMeasuredByItsLength() {
    #expect(isClose([3, 4, 0], [3, 4, 0.004], .ofLength(1e-3)))
    #expect(!isClose([3, 4, 0], [3, 4, 0.006], .ofLength(1e-3)))
    #expect(!isClose([3, 4, 0], [3, 4, 0.004], .relative(1e-3)))
    #expect(!isClose([0, 0], [0, 1e-9], .ofLength(1e-9)))
  }

  @Test(arguments: [Tolerance.absolute(1), .relative(1), .ofLength(1)])
  func oneWrongNumberOrAMissingOneIsFound(_ tolerance: Tolerance) {
    #expect(isClose([1, 2, 3], [1, 2, 3], tolerance))
    #expect(!isClose([1, 2, -30], [1, 2, 300], tolerance))
    #expect(!isClose([1, 2], [1, 2, 3], tolerance))
    #expect(!isClose([], [0], tolerance))
  }

  @Test(arguments: [Tolerance.absolute(1), .relative(1), .ofLength(1)])
  func nanIsCloseToNothing(_ tolerance: Tolerance) {
    #expect(!isClose(.nan, 1, tolerance) && !isClose(.nan, .nan, tolerance))
    #expect(!isClose([.nan], [1], tolerance) && !isClose([.nan], [.nan], tolerance))
    #expect(isClose([.nan, 1], [.nan, 1], .absolute(1), equalNaN: true))
    #expect(!isClose([.nan, 1], [1, .nan], .absolute(1), equalNaN: true))
  }
}
