import TestSupport
import Testing
import Torch

@testable import Balancing

/// Aligned-MTL and ConFIG.
@Suite struct GradientAlignmentTests {
  private static let independent = HardJacobian.all.filter { sample in
    [.ordinary, .nearOpposed, .tiny, .huge].contains(sample.kind) && sample.count <= sample.width
  }

  @Test func theExamplesOfTheReference() throws {
    func weights(_ gramian: Gramian) throws -> [Double] {
      try GramianMethodSample("aligned-mtl", ["sum": "tasks"]).make(2).weigh(gramian)
    }
    let found = try weights(Gramian([[1, -1], [-1, 2]]))
    #expect(zip(found, [1.1056, 0.8292]).allSatisfy { abs($0 - $1) < 5e-5 })
    #expect(isClose(try weights(Gramian([[1, 0], [0, 4]])), [1, 0.5], .relative(1e-12)))
  }

  /// B G B = σ I: with the k-th unit vector as preference the weights are B's column k, whose directions are orthogonal and of
  /// length √σ.
  @Test(arguments: independent)
  func turnedGradientsAreOrthogonalAndEquallyLong(_ sample: HardJacobian) throws {
    let gramian = sample.gramian
    let columns = try (0..<sample.count).map { k in
      let preference = (0..<sample.count).map { $0 == k ? 1.0 : 0 }
      return try GramianMethodSample("aligned-mtl", ["preference": .numbers(preference)]).make(sample.count).weigh(
        gramian)
    }
    let smallest = Spectrum(gramian).values[0]
    for (i, a) in columns.enumerated() {
      for (j, b) in columns.enumerated() {
        let product = zip(a, gramian.times(b)).reduce(0) { $0 + $1.0 * $1.1 }
        #expect(abs(product - (i == j ? smallest : 0)) < 1e-9 * smallest)
      }
    }
  }

  @Test func theScalesAreEigenvalues() throws {
    // Eigenvalues 1, 4, 9, 16.
    let gramian = Gramian([[9, 0, 0, 0], [0, 1, 0, 0], [0, 0, 16, 0], [0, 0, 0, 4]])
    func first(_ scale: String) throws -> Double {
      try GramianMethodSample("aligned-mtl", ["scale": .word(scale), "sum": "tasks"]).make(4).weigh(gramian)[1]
    }
    #expect(
      isClose([try first("min"), try first("median"), try first("rmse")], [1, 2, 7.5.squareRoot()], .relative(1e-12)))
  }

  @Test func gradientsThatAreZeroGetThePreference() throws {
    let zero = Gramian([[0, 0], [0, 0]])
    #expect(try GramianMethodSample("aligned-mtl").make(2).weigh(zero) == [0.5, 0.5])
    #expect(try GramianMethodSample("aligned-mtl", ["preference": [1, 3]]).make(2).weigh(zero) == [1, 3])
    #expect(try GramianMethodSample("config").make(2).weigh(zero) == [0, 0])
  }

  @Test(arguments: independent + HardJacobian.all.filter { $0.kind == .scales && $0.count <= $0.width })
  func conflictFreeDirectionsHaveOneCosine(_ sample: HardJacobian) throws {
    let direction = sample.direction(try GramianMethodSample("config").make(sample.count).weigh(sample.gramian))
    let length = direction.reduce(0) { $0 + $1 * $1 }.squareRoot()
    let projections = sample.rows.map { row in zip(row, direction).reduce(0) { $0 + $1.0 * $1.1 } / length }
    let cosines = zip(projections, sample.gramian.norms).map { $0 / $1 }
    #expect(cosines.allSatisfy { $0 > 0 && abs($0 - cosines[0]) < 1e-9 * cosines[0] })
    #expect(isClose(length, projections.reduce(0, +), .relative(1e-9)))
  }

  @Test func aPreferenceIsTheRatioOfCosines() throws {
    let preference = [1.0, 2, 3]
    let form = GramianMethodSample("config", ["preference": .numbers(preference)])
    let direction = threeGradients.direction(try form.make(3).weigh(threeGradients.gramian))
    let shares = zip(zip(threeGradients.rows, threeGradients.gramian.norms), preference).map { row, wanted in
      zip(row.0, direction).reduce(0) { $0 + $1.0 * $1.1 } / row.1 / wanted
    }
    #expect(isClose(shares, [shares[0], shares[0], shares[0]], .relative(1e-9)))
  }

  /// The pseudo-inverse of the unit gradients themselves, as the paper has it.
  @Test(arguments: HardJacobian.all.filter { [.ordinary, .nearOpposed, .zeroRow, .rankDeficient].contains($0.kind) })
  func conflictFreeDirectionsAreThePapers(_ sample: HardJacobian) throws {
    let rows = sample.tensor
    let norms = rows.norm([1], keepDim: true)
    let units = Tensor.where(norms.equal(0), rows, rows / norms)
    let raw = units.pseudoInverse().matmul(Tensor.ones([sample.count], dtype: .float64))
    let unit = raw / raw.norm()
    let wanted = (unit * rows.matmul(unit).sum()).array(of: Double.self)
    let weights = try GramianMethodSample("config").make(sample.count).weigh(sample.gramian)
    #expect(isClose(sample.direction(weights), wanted, .ofLength(1e-9)))
  }
}
