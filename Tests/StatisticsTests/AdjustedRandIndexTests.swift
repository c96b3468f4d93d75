import TestSupport
import Testing

@testable import Statistics

@Suite struct AdjustedRandIndexTests {
  @Test func equalPartitionsHaveOneWhateverTheirNames() {
    #expect(AdjustedRandIndex.value([0, 0, 1, 1, 2], [7, 7, 3, 3, 5]) == 1)
  }

  @Test func itIsTheFormula() {
    // n_ij = [[2, 1], [0, 3]]: Σ C(n_ij, 2) = 4, Σ C(a_i, 2) = 6, Σ C(b_j, 2) = 1 + 6 = 7, C(6, 2) = 15.
    let expected = (4 - 42.0 / 15) / (6.5 - 42.0 / 15)
    #expect(isClose(AdjustedRandIndex.value([0, 0, 0, 1, 1, 1], [0, 0, 1, 1, 1, 1]), expected, .relative(1e-12)))
  }

  @Test func singleThingsAgainstGroupsHaveNothingInCommon() {
    #expect(AdjustedRandIndex.value([0, 1, 2, 3], [0, 0, 1, 1]) == 0)
  }
}
