import Certificates
import Statistics
import TestSupport
import Testing

@Suite struct QuantisationTests {
  private func numbers(_ count: Int, seed: UInt64) -> [Double] {
    var random = SplitMix64(seed: seed)
    return (0..<count).map { _ in random.normal() }
  }

  /// The least mean squared error of all divisions of sorted numbers into `levels` neighbouring groups.
  private func exhaustive(_ sorted: ArraySlice<Double>, levels: Int) -> Double {
    func spread(_ group: ArraySlice<Double>) -> Double {
      let mean = group.reduce(0, +) / Double(group.count)
      return group.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
    }
    guard levels > 1 else { return spread(sorted) }
    return (sorted.startIndex + 1...sorted.endIndex - levels + 1).reduce(.infinity) { least, end in
      min(least, spread(sorted[..<end]) + exhaustive(sorted[end...], levels: levels - 1))
    }
  }

  @Test(arguments: 1...4) func theOptimumIsThatOfAllDivisions(levels: Int) throws {
    for seed in 0..<5 as Range<UInt64> {
      let numbers = numbers(11, seed: seed)
      let error = try KMeans.optimal(numbers, levels: levels).meanSquaredError(of: numbers)
      #expect(isClose(error, exhaustive(numbers.sorted()[...], levels: levels) / 11, .absolute(1e-12)))
    }
  }

  @Test func noQuantiserIsBelowTheOptimum() throws {
    for (seed, levels) in [(1, 2), (2, 6), (3, 16)] as [(UInt64, Int)] {
      let numbers = numbers(300, seed: seed)
      let optimum = try KMeans.optimal(numbers, levels: levels).meanSquaredError(of: numbers)
      #expect(try KMeans.lloyd(numbers, levels: levels).meanSquaredError(of: numbers) >= optimum)
      #expect(try UniformQuantiser.quantise(numbers, levels: levels).meanSquaredError(of: numbers) >= optimum)
    }
  }

  /// Sums of squares of large numbers would lose all digits of their differences.
  @Test func numbersFarFromZeroAreDividedAsWell() throws {
    let near = numbers(100, seed: 4), far = near.map { $0 + 1e7 }
    #expect(try KMeans.optimal(near, levels: 5).indices == KMeans.optimal(far, levels: 5).indices)
  }

  @Test func fewerNumbersThanLevelsKeepTheirValues() throws {
    let quantised = try KMeans.optimal([2, -1], levels: 4)
    #expect(quantised.values == [2, -1] && quantised.codebook.count == 4)
    #expect(try KMeans.optimal([3, 3, 3], levels: 2).values == [3, 3, 3])
    #expect(try KMeans.lloyd([3, 3, 3], levels: 2).values == [3, 3, 3])
    #expect(try UniformQuantiser.quantise([3, 3], levels: 4).values == [3, 3])
  }

  @Test func everyNumberHasTheNearestValueOf16Bits() throws {
    let numbers = numbers(200, seed: 9)
    let quantised = try KMeans.optimal(numbers, levels: 7).inHalfPrecision(numbers)
    #expect(quantised.codebook.allSatisfy { Double(Float16($0)) == $0 })
    for (number, value) in zip(numbers, quantised.values) {
      #expect(abs(value - number) == quantised.codebook.map { abs($0 - number) }.min())
    }
  }

  @Test func numbersThatHaveNoValueAreRefused() {
    #expect(errorText { try KMeans.optimal([], levels: 2) }.contains("should be finite, and one at least."))
    #expect(errorText { try KMeans.lloyd([1, .nan], levels: 2) }.contains("Found nan among 2."))
    #expect(errorText { try KMeans.optimal([1], levels: 0) } == "`levels` should be positive. Found 0.")
    #expect(errorText { try UniformQuantiser.quantise([1], levels: 1) } == "`levels` should be at least 2. Found 1.")
    #expect(errorText { try UniformQuantiser.multiples(of: 0, for: [1]) } == "`step` should be positive. Found 0.0.")
    #expect(errorText { try UniformQuantiser.multiples(of: 1e-9, for: [1e9]) }.contains("at most 2³¹ steps"))
    #expect(
      errorText { try KMeans.optimal([1e6, 1], levels: 2).inHalfPrecision([1e6, 1]) }.contains("at most 65504.0"))
  }
}
