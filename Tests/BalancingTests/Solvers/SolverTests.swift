import Foundation
import TestSupport
import Testing
import Torch

@testable import Balancing

func power(_ base: Double, _ exponent: Double) -> Double { pow(base, exponent) }

/// Of a condition of optimality, relative to its terms: a few roundings, growing with the number of terms.
private let rounding = 2e-14

@Suite struct SolverTests {
  // MARK: optimality over hard Jacobians

  @Test(arguments: HardJacobian.all) func theMinimumNormPointIsOptimal(_ sample: HardJacobian) {
    let gramian = sample.gramian
    let point = MinimumNormPoint(gramian)
    #expect(OptimalityConditions(gramian: gramian).minimumNorm(point.weights) < rounding)
    #expect(abs(point.squaredNorm - gramian.quadratic(point.weights)) <= 1e-12 * gramian.trace)
  }

  @Test(arguments: HardJacobian.all) func theProjectionOnTheDualConeIsOptimal(_ sample: HardJacobian) {
    let gramian = sample.gramian
    let projection = DualConeProjection(gramian)
    let mean = gramian.norms.map { _ in 1 / Double(sample.count) }
    for bounds in [mean] + (0..<min(sample.count, 5)).map({ task in mean.indices.map { $0 == task ? 1 : 0 } }) {
      let weights = projection.weights(above: bounds)
      #expect(OptimalityConditions(gramian: gramian).dualCone(weights, above: bounds) < rounding)
    }
  }

  @Test(arguments: HardJacobian.all, [0.1, 0.4, 0.9, 3]) func theConflictAversePointIsOptimal(
    _ sample: HardJacobian, _ c: Double
  ) {
    let gramian = sample.gramian
    let mean = gramian.norms.map { _ in 1 / Double(sample.count) }
    // Where the mean gradient is rounding, so is the ball around it.
    if gramian.quadratic(mean) < 1e-14 * gramian.trace && sample.kind == .opposed { return }
    let point = ConflictAversePoint(gramian, c: c)
    #expect(OptimalityConditions(gramian: gramian).caGrad(point, c: c) < rounding)
  }

  @Test(arguments: HardJacobian.all.filter { !$0.vanishes }, [0.5, 1, 2, 5]) func thePowerLawPointIsOptimal(
    _ sample: HardJacobian, _ alpha: Double
  ) throws {
    let gramian = sample.gramian
    let point = try #require(PowerLawPoint(gramian, alpha: alpha))
    #expect(point.residual < rounding)
    #expect(OptimalityConditions(gramian: gramian).powerLaw(point.weights, alpha: alpha) < rounding)
  }

  // MARK: where nothing positive vanishes and where it does

  @Test(arguments: HardJacobian.all) func aVanishingCombinationIsFound(_ sample: HardJacobian) throws {
    let found = VanishingCombination(of: sample.gramian)
    #expect((found != nil) == sample.vanishes)
    guard let found else { return }
    #expect(found.isZero == (sample.kind == .zeroRow))
    if found.isZero {
      #expect(found.members == [sample.count / 2])
    } else {
      // The members alone vanish together as well; less than two never do.
      let members = found.members.map { sample.rows[$0] }
      #expect(members.count > 1)
      #expect(VanishingCombination(of: HardJacobian(.opposed, members).gramian) != nil)
    }
  }

  @Test func aNearlyVanishingCombinationHasASolution() throws {
    for gap in [1e-2, 1e-4, 1e-6] {
      let sample = HardJacobian(.nearOpposed, [[1, gap], [-1, gap]])
      #expect(VanishingCombination(of: sample.gramian) == nil)
      // w = 1 / (2 gap² w).
      let point = try #require(PowerLawPoint(sample.gramian, alpha: 1))
      #expect(isClose(point.weights[0] * gap * 2.0.squareRoot(), 1, .relative(1e-3)))
    }
    #expect(VanishingCombination(of: HardJacobian(.opposed, [[1, 0], [-1, 0]]).gramian)?.members == [0, 1])
    #expect(VanishingCombination(of: HardJacobian(.opposed, [[1, 0], [0, 1], [-1, 0]]).gramian)?.members == [0, 2])
    #expect(
      VanishingCombination(of: HardJacobian(.opposed, [[1e-8, 0], [0, 1], [-1e8, 0]]).gramian)?.members == [0, 2])
  }

  @Test func aQuadraticWithoutMinimumHasNone() {
    // The two rows add up to nothing, and the linear part rewards both.
    let opposed = NonNegativeQuadratic(Gramian([[1, -1], [-1, 1]]))
    #expect(opposed.minimum([1, 1]) == nil)
    #expect(opposed.minimum([1, -1]) == [1, 0])
    #expect(NonNegativeQuadratic(Gramian([[1, 0], [0, 0]])).minimum([0, 1]) == nil)
    #expect(NonNegativeQuadratic(Gramian([[1, 0], [0, 0]])).minimum([2, -1]) == [2, 0])
    #expect(NonNegativeQuadratic(Gramian([[1, 1], [1, 1]])).minimum([1, 1])?.reduce(0, +) == 1)
  }

  @Test(arguments: HardJacobian.all.filter { $0.count > 1 }) func aStartChangesTheTimeAlone(_ sample: HardJacobian) {
    let problem = NonNegativeQuadratic(sample.gramian)
    let linear = sample.gramian.times(sample.rows.indices.map { $0 % 2 == 0 ? -1.0 : 0.5 })
    let plain = problem.minimum(linear)!
    for start in [Array(sample.rows.indices), [0], [sample.count - 1, 0]] {
      let other = problem.minimum(linear, start: start)!
      let gap = zip(plain, other).map { $0 - $1 }
      let scale = zip(plain, sample.gramian.norms).reduce(0) { $0 + $1.0 * $1.1 }
      #expect(max(sample.gramian.quadratic(gap), 0).squareRoot() <= 1e-6 * scale)
    }
  }

  // MARK: the simplex

  @Test func theSimplexProjectionIsTheNearestPoint() {
    let generator = Generator(seed: 5)
    for count in [1, 2, 3, 10, 64] {
      for scale in [1e-8, 1, 1e3] {
        let point = (Tensor.randn([count], dtype: .float64, generator: generator) * scale).array(of: Double.self)
        let projected = SimplexProjection.project(point)
        #expect(projected.allSatisfy { $0 >= 0 })
        #expect(abs(projected.reduce(0, +) - 1) < 1e-12)
        // What was taken off is the same for all that stay positive, and no less than what the others had.
        let taken = zip(point, projected).map { $0 - $1 }
        let threshold = taken[projected.firstIndex { $0 > 0 }!]
        for index in point.indices {
          if projected[index] > 0 {
            #expect(abs(taken[index] - threshold) <= 1e-12 * max(scale, 1))
          } else {
            #expect(point[index] <= threshold + 1e-12 * max(scale, 1))
          }
        }
      }
    }
    #expect(SimplexProjection.project([0.2, 0.8]) == [0.2, 0.8])
    #expect(SimplexProjection.project([0.5, 1.5]) == [0, 1])
    #expect(SimplexProjection.project([-3]) == [1])
  }

  // MARK: linear algebra

  @Test func theFactorFollowsItsIndices() {
    let sample = HardJacobian(.ordinary, 8, 12)
    let gramian = sample.gramian
    var factor = CholeskyFactor(gramian.values, order: 8)
    let accepted = [3, 0, 6, 2, 7, 1].map { factor.append($0, dependence: 1e-14) }
    #expect(accepted == [true, true, true, true, true, true])
    for position in [0, 2, 3] { factor.remove(at: position) }
    let isAccepted = factor.append(5, dependence: 1e-14)
    #expect(isAccepted)
    #expect(factor.indices == [0, 6, 7, 5])
    let solution = factor.solve([1, 2, 3, 4])
    for (row, right) in zip(factor.indices, [1.0, 2, 3, 4]) {
      let product = zip(factor.indices, solution).reduce(0) { $0 + gramian[row, $1.0] * $1.1 }
      #expect(abs(product - right) < 1e-12)
    }
  }

  @Test func aDependentRowIsRefused() {
    let gramian = HardJacobian(.rankDeficient, [[1, 2], [3, 1], [4, 3]]).gramian
    var factor = CholeskyFactor(gramian.values, order: 3)
    let accepted = [0, 1, 2].map { factor.append($0, dependence: 1e-14) }
    #expect(accepted == [true, true, false])
    #expect(factor.indices == [0, 1])
  }

  @Test func compensatedSumsKeepWhatRoundingLoses() {
    var sum = CompensatedSum(1e16)
    for _ in 0..<3 { sum.add(1) }
    sum.add(-1e16)
    #expect(sum.value == 3)
    var products = CompensatedSum()
    let x = 1 + Double.ulpOfOne
    products.add(x, times: x)
    products.add(-1)
    products.add(-2 * Double.ulpOfOne)
    #expect(products.value == Double.ulpOfOne * Double.ulpOfOne)
  }
}
