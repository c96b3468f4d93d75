import TestSupport
import Testing
import Torch

@testable import Balancing

@Suite struct IMTLGTests {
  private static let independent = HardJacobian.all.filter { sample in
    ![.opposed, .zeroRow, .rankDeficient].contains(sample.kind) && sample.count <= sample.width
  }

  @Test(arguments: independent)
  func allProjectionsAreEqual(_ sample: HardJacobian) throws {
    let weights = try GramianMethodSample("imtl-g").make(sample.count).weigh(sample.gramian)
    #expect(isClose(weights.reduce(0, +), 1, .relative(1e-9)))
    let direction = sample.direction(weights)
    let projections = zip(sample.rows, sample.gramian.norms).map { row, norm in
      zip(row, direction).reduce(0) { $0 + $1.0 * $1.1 } / norm
    }
    // Near-parallel gradients' Gramian has a condition of 1e8, which takes half of the digits.
    let tolerance = sample.kind == .nearParallel ? 1e-6 : 1e-9
    #expect(projections.allSatisfy { abs($0 - projections[0]) <= tolerance * abs(projections[0]) })
  }

  @Test func theExamplesOfTheReference() throws {
    func weights(_ gramian: Gramian) throws -> [Double] { try GramianMethodSample("imtl-g").make(2).weigh(gramian) }
    #expect(
      isClose(
        try weights(Gramian([[1, -1], [-1, 2]])), [2 - 2.0.squareRoot(), 2.0.squareRoot() - 1], .relative(1e-12)))
    #expect(isClose(try weights(Gramian([[1, 0], [0, 4]])), [2.0 / 3, 1.0 / 3], .relative(1e-12)))
  }

  /// (U Dᵀ) w = U g_1 for the differences of gradients and unit gradients, solved as the paper has it.
  @Test func itIsThePapersSystem() throws {
    let sample = HardJacobian(.ordinary, 4, 9, seed: 4)
    let rows = sample.tensor
    let units = rows / rows.norm([1], keepDim: true)
    let differences = rows[0].unsqueeze(0) - rows[1...]
    let unitDifferences = units[0].unsqueeze(0) - units[1...]
    let rest = unitDifferences.matmul(differences.transpose(0, 1)).solve(unitDifferences.matmul(rows[0]))
    let solved = rest.array(of: Double.self)
    let weights = try GramianMethodSample("imtl-g").make(4).weigh(sample.gramian)
    #expect(isClose(weights, [1 - solved.reduce(0, +)] + solved, .relative(1e-10)))
  }

  @Test func aZeroGradientHasNoSay() throws {
    let weights = try GramianMethodSample("imtl-g").make(3).weigh(Gramian([[1, 0, -1], [0, 0, 0], [-1, 0, 2]]))
    #expect(weights[1] == 0)
    #expect(isClose([weights[0], weights[2]], [2 - 2.0.squareRoot(), 2.0.squareRoot() - 1], .relative(1e-12)))
    #expect(try GramianMethodSample("imtl-g").make(2).weigh(Gramian([[0, 0], [0, 0]])) == [0, 0])
  }

  @Test func opposedGradientsGetZeros() throws {
    #expect(try GramianMethodSample("imtl-g").make(2).weigh(Gramian([[4, -4], [-4, 4]])) == [0, 0])
  }

  @Test func scaledLossesChangeOnlyTheLength() throws {
    let scaled = threeGradients.scaled(by: [3, 0.01, 40])
    func unit(_ sample: HardJacobian) throws -> [Double] {
      let direction = sample.direction(try GramianMethodSample("imtl").make(3).weigh(sample.gramian))
      let length = direction.reduce(0) { $0 + $1 * $1 }.squareRoot()
      return direction.map { $0 / length }
    }
    #expect(isClose(try unit(threeGradients), try unit(scaled), .ofLength(1e-9)))
  }

  @Test func aVanishingSumIsAnErrorWithNames() throws {
    // Three unit gradients whose c is (1, 1, −0.5) up to a factor; the norms 1, 1 and 0.25 make Σ c_k / n_k vanish.
    let units = Self.unitGramian(withShares: [1, 1, -0.5])
    let gramian = units.scaled(by: [1, 1, 0.25])
    let names = BalancingSetup([.init("depth"), .init("normals"), .init("segmentation")])
    let method = try IMTLG(names)
    #expect(
      errorText { _ = try method.weigh(gramian) }
        == "`imtl-g` has no solution for `depth`, `normals`, `segmentation`: "
        + "the weights that give equal projections should not sum to zero.")
  }

  /// A unit Gramian U Uᵀ with U Uᵀ c ∝ 1 for c = (1, 1, −1/2): by symmetry [1, a, b; a, 1, b; b, b, 1] with
  /// 1 + a − b/2 = 2 b − 1/2, b = 0.8, a = 0.5.
  private static func unitGramian(withShares shares: [Double]) -> Gramian {
    let gramian = Gramian([[1, 0.5, 0.8], [0.5, 1, 0.8], [0.8, 0.8, 1]])
    let products = gramian.times(shares)
    precondition(isClose(products, [products[0], products[0], products[0]], .relative(1e-12)))
    return gramian
  }
}
