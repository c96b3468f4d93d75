import Testing

@testable import Statistics

@Suite struct VarianceExplainedTests {
  /// Computed by hand: the rows' means are 2, 4 and 6, the columns' 3 and 5, the mean is 4, and nothing is left.
  @Test func twoFactorsThatAddUpExplainAll() throws {
    let shares = try #require(VarianceExplained(of: [[1, 3], [3, 5], [5, 7]]))
    #expect(abs(shares.rows - 16.0 / 22) < 1e-12 && abs(shares.columns - 6.0 / 22) < 1e-12)
    #expect(abs(shares.rest) < 1e-12)
  }

  /// A pure interaction: every mean is the same.
  @Test func anInteractionIsTheRest() {
    #expect(VarianceExplained(of: [[1, -1], [-1, 1]]).map { [$0.rows, $0.columns, $0.rest] } == [0, 0, 1])
  }

  @Test func oneFactorAloneExplainsAll() {
    #expect(VarianceExplained(of: [[1, 1, 1], [2, 2, 2]]).map { [$0.rows, $0.columns] } == [1, 0])
  }

  @Test(arguments: [[[1.0, 2]], [[1], [2]], [[1, 2], [3]], [[1, 1], [1, 1]], [[1, .nan], [2, 3]], []])
  func whatIsNoTableThatVariesHasNoShares(_ table: [[Double]]) {
    #expect(VarianceExplained(of: table) == nil)
  }
}
