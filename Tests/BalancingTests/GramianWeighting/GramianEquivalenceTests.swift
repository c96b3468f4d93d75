import TestSupport
import Testing

@testable import Balancing
import Components

/// g₁ = (1, 0), g₂ = (−1, 1).
private let conflict = HardJacobian(.ordinary, [[1, 0], [-1, 1]])
/// Orthogonal, of norms 1 and 2.
private let orthogonal = HardJacobian(.ordinary, [[1, 0], [0, 2]])

private func weights(_ name: String, _ parameters: [String: SettingValue] = [:], _ sample: HardJacobian = conflict)
  throws
  -> [Double]
{
  try GramianMethodSample(name, parameters).weights(sample)
}

@Suite struct GramianEquivalenceTests {
  // MARK: closed forms

  @Test func twoGradientsInConflict() throws {
    #expect(isClose(try weights("mgda"), [0.6, 0.4], .relative(1e-10)))
    #expect(
      isClose(
        try weights("nash-mtl"), [(2 + 2.0.squareRoot()).squareRoot(), (1 + 0.5.squareRoot()).squareRoot()],
        .relative(1e-10)))
    #expect(isClose(try weights("upgrad", ["reg-eps": 0]), [1, 0.75], .relative(1e-10)))
    #expect(isClose(conflict.direction(try weights("upgrad", ["reg-eps": 0])), [0.25, 0.75], .relative(1e-10)))
    #expect(
      isClose(conflict.direction(try weights("cagrad", ["c": 0.5, "rescale": 0])), [0.25, 0.5], .relative(1e-10)))
    #expect(isClose(conflict.direction(try weights("cagrad", ["c": 0.5])), [0.2, 0.4], .relative(1e-10)))
    #expect(
      isClose(
        conflict.direction(try weights("cagrad", ["c": 0.5, "rescale": 2])), [0.25 / 1.5, 0.5 / 1.5], .relative(1e-10)))
    // The mean (0, 0.5) is in conflict with none.
    #expect(isClose(try weights("dualproj", ["reg-eps": 0]), [0.5, 0.5], .relative(1e-10)))
  }

  @Test func twoOrthogonalGradients() throws {
    #expect(isClose(try weights("mgda", [:], orthogonal), [0.8, 0.2], .relative(1e-10)))
    #expect(isClose(try weights("nash-mtl", [:], orthogonal), [1, 0.5], .relative(1e-10)))
    #expect(isClose(try weights("fairgrad", [:], orthogonal), [1, power(4, -2.0 / 3)], .relative(1e-10)))
    #expect(isClose(try weights("upgrad", [:], orthogonal), [0.5, 0.5], .relative(1e-10)))
    #expect(isClose(try weights("mgda", ["normalisation": "l2"], orthogonal), [0.5, 0.5], .relative(1e-10)))
    let method = GramianMethodSample("mgda", ["normalisation": "loss"])
    // Divided by the losses 1 and 4, the norms are 1 and 1/2.
    #expect(isClose(try method.weights(orthogonal, losses: [1, 4]), [0.2, 0.8], .relative(1e-10)))
    let both = GramianMethodSample("mgda", ["normalisation": "loss+"])
    #expect(isClose(try both.weights(orthogonal, losses: [1, 2]), [0.2, 0.8], .relative(1e-10)))
  }

  @Test func oneTaskKeepsItsDirection() throws {
    let alone = HardJacobian(.ordinary, [[3, 4]])
    #expect(try weights("mgda", [:], alone) == [1])
    #expect(isClose(try weights("nash-mtl", [:], alone), [0.2], .relative(1e-10)))
    #expect(isClose(try weights("cagrad", ["c": 0.5], alone), [1.5 / 1.25], .relative(1e-10)))
    #expect(isClose(try weights("upgrad", [:], alone), [1], .relative(1e-10)))
    #expect(isClose(try weights("pcd", [:], alone), [1], .relative(1e-10)))
    #expect(try weights("sdmgrad", [:], alone) == [1])
  }

  // MARK: one method as another

  @Test(arguments: HardJacobian.all.filter { !$0.vanishes }) func fairnessOfDegreeOneIsTheNashSolution(
    _ sample: HardJacobian
  ) throws {
    #expect(try weights("fairgrad", ["alpha": 1], sample) == weights("nash-mtl", [:], sample))
  }

  @Test(arguments: HardJacobian.all) func withoutARadiusTheDirectionIsTheMean(_ sample: HardJacobian) throws {
    #expect(try weights("cagrad", ["c": 0], sample) == sample.rows.map { _ in 1 / Double(sample.count) })
  }

  @Test func aLargeRadiusTendsToTheMinimumNormPoint() throws {
    let sample = HardJacobian(.ordinary, 4, 9)
    let far = try weights("cagrad", ["c": 1e6, "rescale": 0], sample)
    let sum = far.reduce(0, +)
    #expect(isClose(far.map { $0 / sum }, try weights("mgda", [:], sample), .relative(1e-3)))
  }

  @Test func littleFairnessTendsToTheSum() throws {
    let sample = HardJacobian(.ordinary, 4, 9)
    #expect(isClose(try weights("fairgrad", ["alpha": 0.001], sample), [1, 1, 1, 1], .relative(0.01)))
  }

  @Test func muchFairnessMakesAllProgressEqual() throws {
    // For orthogonal gradients the progress is ‖g_k‖^(2 / (1 + α)).
    for (alpha, ratio) in [(1.0, 2.0), (3, power(2, 0.5)), (60, power(2, 2.0 / 61))] {
      let progress = orthogonal.gramian.times(try weights("fairgrad", ["alpha": .number(alpha)], orthogonal))
      #expect(isClose(progress[1] / progress[0], ratio, .relative(1e-10)))
    }
  }

  @Test func withoutConflictNothingIsProjected() throws {
    let sample = HardJacobian(.nearParallel, 5, 20)
    for name in ["upgrad", "dualproj"] {
      #expect(try weights(name, ["reg-eps": 0], sample) == sample.rows.map { _ in 0.2 })
      #expect(try weights(name, ["preference": [1, 2, 0, 4, 5]], sample) == [1, 2, 0, 4, 5])
    }
  }

  @Test func regularisationTendsToTheProgramAsItStands() throws {
    let exact = try weights("upgrad", ["reg-eps": 0])
    #expect(isClose(try weights("upgrad", ["reg-eps": 1e-12]), exact, .relative(1e-9)))
    #expect(!isClose(try weights("upgrad", ["reg-eps": 0.1]), exact, .relative(1e-3)))
  }

  @Test func aPriorityWithoutConflictIsThePrimaryGradient() throws {
    let sample = HardJacobian(.ordinary, [[1, 1], [0.5, 0], [0, 3]])
    #expect(isClose(try weights("pcd", ["tau": 0], sample), [1, 0, 0], .relative(1e-10)))
    #expect(isClose(try weights("pcd", ["primary": 2, "tau": 0], sample), [0, 0, 1], .relative(1e-10)))
    // (2, 0) may not have less than 0.5 of its own progress along (−1, 1) / √2: both have norm 1 after scaling.
    let pair = HardJacobian(.ordinary, [[2, 0], [-1, 1]])
    let direction = pair.direction(try weights("pcd", ["tau": 0.5, "eps": 0], pair))
    #expect(isClose(direction.reduce(0) { $0 + $1 * $1 }, 4, .relative(1e-10)))
    let unit = pair.gramian.scaled(by: pair.gramian.norms.map { 1 / $0 })
    let multiplier = 0.5 - unit[1, 0]
    let (x, y) = (1 - multiplier * 0.5.squareRoot(), multiplier * 0.5.squareRoot())
    #expect(isClose(direction[1] / direction[0], y / x, .relative(1e-10)))
  }

  @Test func prioritiesThatExcludeEachOtherAreDropped() throws {
    let sample = HardJacobian(.opposed, [[1, 0], [0, 1], [0, -1]])
    #expect(isClose(try weights("pcd", ["tau": 0.5], sample), [1, 0, 0], .relative(1e-10)))
    #expect(try weights("pcd", [:], HardJacobian(.zeroRow, [[0, 0], [1, 0]])) == [0, 0])
    #expect(try weights("pcd", ["tau": 0], HardJacobian(.opposed, [[1, 0], [-1, 0]])) == [0, 0])
  }

  // MARK: where directions are not unique, and bounds

  @Test func opposedGradientsLeaveTheMeanAsNearAsPossible() throws {
    // 0 is in the hull; the plane x = 0 alone is in conflict with none, and the mean is (0.25, 1) there at x = 0.25.
    let sample = HardJacobian(.opposed, [[1, 0], [-0.25, 0], [0, 3]])
    let direction = sample.direction(try weights("cagrad", ["c": 0.9, "rescale": 0], sample))
    #expect(abs(direction[0]) < 1e-12)
    #expect(isClose(direction[1], 1, .relative(1e-10)))
    let short = sample.direction(try weights("cagrad", ["c": 0.1, "rescale": 0], sample))
    let mean = [0.25, 1.0]
    let radius = 0.1 * (mean[0] * mean[0] + mean[1] * mean[1]).squareRoot()
    #expect(isClose(short[0], 0.25 - radius, .relative(1e-9)))
  }

  @Test func aBoundOnNormsMakesTheUpdateZero() throws {
    let tiny = HardJacobian(.tiny, 3, 5)
    #expect(try weights("cagrad", ["norm-eps": 1e-4], tiny) == [0, 0, 0])
    #expect(try weights("cagrad", [:], tiny).min()! > 0)
    #expect(try weights("cagrad", ["norm-eps": 1e-4], HardJacobian(.zeroRow, 3, 5)) == [0, 0, 0])
    #expect(try weights("upgrad", ["norm-eps": 1e-4], tiny).allSatisfy { isClose($0, 1 / 3.0, .relative(1e-10)) })
  }

  @Test func clippingIsAskedFor() throws {
    let clipped = try weights("nash-mtl", ["max-norm": 1])
    #expect(isClose(conflict.gramian.quadratic(clipped), 1, .relative(1e-10)))
    #expect(isClose(conflict.gramian.quadratic(try weights("nash-mtl")), 2, .relative(1e-10)))
    #expect(try weights("nash-mtl", ["max-norm": 5]) == weights("nash-mtl"))
  }
}
