import TestSupport
import Testing

@testable import Statistics

@Suite struct CollinearityFilterTests {
  /// `b` is close to `a`, and `c` to `b` but not to `a`: all the same, `c` goes.
  @Test func aColumnThatGoesItselfTakesOthersWithIt() throws {
    let a = [1.0, 0, 0, 0, -1, 0, 0, 0], c = [0.0, 1, 0, 0, 0, -1, 0, 0]
    let table = try FeatureTable(["a", "b", "c"], columns: [a, zip(a, c).map { $0 + $1 }, c])
    #expect(abs(CollinearityFilter.correlation(table.columns[0], table.columns[1])! - 0.5.squareRoot()) < 1e-12)
    #expect(abs(CollinearityFilter.correlation(a, c)!) < 1e-12)
    #expect(try CollinearityFilter(cutoff: 0.7).names(of: table) == ["a"])
    #expect(try CollinearityFilter(cutoff: 0.71).names(of: table) == ["a", "b", "c"])
  }

  @Test func oppositeColumnsAreAlikeToo() throws {
    let table = try FeatureTable(["a", "b"], columns: [[1, 2, 4], [-1, -2, -4]])
    #expect(try CollinearityFilter(cutoff: 0.9).kept(of: table) == [0])
    #expect(try CollinearityFilter(cutoff: 1).kept(of: table) == [0, 1])
  }

  @Test func missingValuesAreLeftOutPairByPair() throws {
    // With the last row the columns would not be alike.
    let first = [1, 2, 3, .nan, 9], second = [2, 4, 6, 100, .nan]
    #expect(abs(CollinearityFilter.correlation(first, second)! - 1) < 1e-12)
    #expect(CollinearityFilter.correlation([1, .nan], [.nan, 2]) == nil)
    #expect(CollinearityFilter.correlation([1, 1, 5], [1, 2, .nan]) == nil)
  }

  @Test func aCutOffLiesBetweenZeroAndOne() {
    #expect(errorText { try CollinearityFilter(cutoff: 1.5) } == "`cutoff` should lie in 0 … 1. Found 1.5.")
    #expect(errorText { try CollinearityFilter(cutoff: .nan) } == "`cutoff` should lie in 0 … 1. Found nan.")
  }
}
