import Certificates
import Foundation
import TestSupport
import Testing

@Suite struct BinaryKLTests {
  private let shares = [0, 1e-9, 0.02, 0.3, 0.5, 0.9, 1 - 1e-9, 1]
  private let divergences = [0, 1e-12, 1e-4, 0.05, 1, 30]

  @Test func theDivergenceOfTheInverseIsWhatWasAskedFor() {
    for q in shares where q < 1 {
      for c in divergences {
        let p = BinaryKL.upperInverse(q, c)
        // Where neighbouring numbers differ in their divergence by more, no closer number exists.
        if p < 1 { #expect(isClose(BinaryKL.divergence(q, p), c, .absolute(1e-9 + 1e-15 / (1 - p)))) }
        #expect(p <= q + (c / 2).squareRoot() + 1e-15)
      }
    }
  }

  @Test func aShareOfZeroHasAClosedForm() {
    for c in divergences { #expect(isClose(BinaryKL.upperInverse(0, c), 1 - exp(-c), .absolute(1e-15))) }
  }

  @Test func inversesAreMonotoneAndEncloseTheShare() {
    for c in divergences {
      let upper = shares.map { BinaryKL.upperInverse($0, c) }, lower = shares.map { BinaryKL.lowerInverse($0, c) }
      #expect(upper == upper.sorted() && lower == lower.sorted())
      #expect(zip(shares, upper).allSatisfy { $0 <= $1 && $1 <= 1 })
      #expect(zip(shares, lower).allSatisfy { $0 >= $1 && $1 >= 0 })
    }
    for q in shares {
      let upper = divergences.map { BinaryKL.upperInverse(q, $0) }
      #expect(upper == upper.sorted())
    }
  }

  @Test func aCoinThatExcludesWhatWasSeenIsInfinitelyFar() {
    #expect(BinaryKL.divergence(0.5, 0) == .infinity && BinaryKL.divergence(0.5, 1) == .infinity)
    #expect(BinaryKL.divergence(0, 0) == 0 && BinaryKL.divergence(1, 1) == 0)
  }
}
