import TestSupport
import Testing
import Torch

@testable import Balancing
import Components

/// Methods in which tasks do not count alike: GCS, AuxiNash, MetaBalance and EnCodec's balancer.
@Suite struct AuxiliaryTaskTests {
  private func make(_ name: String, _ parameters: [String: SettingValue], _ count: Int = 3) throws
    -> any GramianWeighting
  {
    try GramianMethodSample(name, parameters).make(count)
  }

  // MARK: GCS

  /// g_1 = (3, 4), g_2 = (2, 0), g_3 = −g_1.
  private let cosines = HardJacobian(.opposed, [[3, 4], [2, 0], [-3, -4]])

  @Test func anAuxiliaryGradientCountsByItsCosine() throws {
    #expect(isClose(try make("gcs", [:]).weigh(cosines), [1, 0.6, 0], .relative(1e-12)))
    #expect(try make("gcs", ["form": "hard"]).weigh(cosines) == [1, 1, 0])
    #expect(isClose(try make("gcs", ["primary": 1]).weigh(cosines), [0.6, 1, 0], .relative(1e-12)))
  }

  @Test(arguments: ["weighted", "hard"]) func anOpposedGradientLeavesThePrimaryOne(_ form: String) throws {
    let pair = HardJacobian(.opposed, [[1, 2], [-3, 1]])
    #expect(try make("gcs", ["form": .word(form)], 2).weigh(pair) == [1, 0])
  }

  @Test func anOrthogonalGradientPassesTheHardGateAlone() throws {
    let pair = HardJacobian(.ordinary, [[1, 0], [0, 5]])
    #expect(try make("gcs", [:], 2).weigh(pair) == [1, 0])
    #expect(try make("gcs", ["form": "hard"], 2).weigh(pair) == [1, 1])
  }

  @Test func withoutAPrimaryGradientNothingMoves() throws {
    let zero = HardJacobian(.zeroRow, [[0, 0], [1, 0]])
    for form in ["weighted", "hard"] {
      #expect(try make("gcs", ["form": .word(form)], 2).weigh(zero) == [0, 0])
      #expect(try make("gcs", ["form": .word(form)]).weigh(cosines.permuted([1, 2]), tasks: [1, 2]) == [0, 0])
    }
  }

  // MARK: AuxiNash

  @Test func equalPreferencesAreNashMTL() throws {
    for seed: UInt64 in 80..<85 {
      let sample = HardJacobian(.ordinary, 3, 6, seed: seed)
      let nash = try make("nash-mtl", [:]).weigh(sample)
      #expect(try make("auxinash", [:]).weigh(sample) == nash)
      #expect(isClose(try make("auxinash", ["preference": [0.2, 0.2, 0.2]]).weigh(sample), nash, .relative(1e-12)))
    }
  }

  @Test func everyTasksProgressIsItsPreferenceOverItsWeight() throws {
    let preference = [3.0, 1, 0.5], sample = HardJacobian(.ordinary, 3, 6, seed: 90)
    let weights = try make("auxinash", ["preference": .numbers(preference)]).weigh(sample)
    let scaled = preference.map { $0 * 3 / 4.5 }
    #expect(isClose(zip(weights, sample.gramian.times(weights)).map { $0 * $1 }, scaled, .relative(1e-10)))
    #expect(isClose(sample.gramian.quadratic(weights), 3, .relative(1e-10)))
  }

  @Test func orthogonalGradientsHaveWeightsInClosedForm() throws {
    let sample = HardJacobian(.ordinary, [[2, 0], [0, 0.5]])
    let weights = try make("auxinash", ["preference": [3, 1]], 2).weigh(sample)
    // The preferences are 1.5 and 0.5, and each weight solves ‖g_k‖² w² = p_k.
    let squares = [1.5 / 4, 0.5 / 0.25]
    #expect(isClose(weights, squares.map { $0.squareRoot() }, .relative(1e-12)))
  }

  @Test func aBargainWithoutSolutionIsCounted() throws {
    let method = try make("auxinash", ["preference": [3, 1]], 2)
    let opposed = HardJacobian(.opposed, [[1, 0], [-1, 0]])
    #expect(try method.weigh(opposed) == [1.5, 0.5])
    #expect(method.remarks.first?.hasPrefix("`auxinash` had no solution in 1 of its 1 steps") == true)
  }

  // MARK: MetaBalance

  /// Norms 5, 2, 10.
  private let sizes = HardJacobian(.ordinary, [[3, 4, 0], [0, 0, 2], [10, 0, 0]])

  @Test func auxiliaryGradientsHaveThePrimarysSize() throws {
    #expect(isClose(try make("metabalance", [:]).weigh(sizes), [1, 2.5, 0.5], .relative(1e-12)))
    #expect(isClose(try make("metabalance", ["primary": 2]).weigh(sizes), [2, 5, 1], .relative(1e-12)))
    #expect(isClose(try make("metabalance", ["relaxation": 0.5]).weigh(sizes), [1, 1.75, 0.75], .relative(1e-12)))
    #expect(try make("metabalance", ["relaxation": 0]).weigh(sizes) == [1, 1, 1])
  }

  @Test func aMissingPrimaryTaskHasItsLastSize() throws {
    let method = try make("metabalance", ["beta": 0])
    #expect(try method.weigh(sizes.permuted([1, 2]), tasks: [1, 2]) == [0, 0])
    _ = try method.weigh(sizes)
    #expect(isClose(try method.weigh(sizes.permuted([1, 2]), tasks: [1, 2]), [2.5, 0.5], .relative(1e-12)))
  }

  @Test func sizesAreAveragedWithoutBias() throws {
    let method = try make("metabalance", ["beta": 0.5])
    _ = try method.weigh(sizes)
    let weights = try method.weigh(sizes.scaled(by: [2, 1, 4]))
    // Averages of (5, 10), (2, 2) and (10, 40) with the weights 1/3 and 2/3.
    #expect(isClose(weights, [1, 25.0 / 6, 25.0 / 90], .relative(1e-12)))
  }

  // MARK: EnCodec

  @Test func everyTaskMakesItsShareOfTheNorm() throws {
    let method = try make("encodec", ["shares": [2, 1, 1], "total-norm": 3, "eps": 0])
    let weights = try method.weigh(sizes)
    #expect(isClose(zip(weights, [5.0, 2, 10]).map { $0 * $1 }, [1.5, 0.75, 0.75], .relative(1e-12)))
  }

  @Test func equalNormsAreTheScaledMean() throws {
    let equal = HardJacobian(.ordinary, [[4, 0], [0, 4], [-4, 0]])
    #expect(isClose(try make("encodec", [:]).weigh(equal), [1 / 12.0, 1 / 12.0, 1 / 12.0], .relative(1e-10)))
  }

  @Test func theScaleOfALossDoesNotMatterToEnCodec() throws {
    let (plain, scaled) = (try make("encodec", ["eps": 0]), try make("encodec", ["eps": 0]))
    for seed: UInt64 in 95..<98 {
      let sample = HardJacobian(.ordinary, 3, 6, seed: seed)
      let weights = try scaled.weigh(sample.scaled(by: [1, 1e4, 1e-3]))
      #expect(isClose(try plain.weigh(sample), zip(weights, [1, 1e4, 1e-3]).map { $0 * $1 }, .relative(1e-10)))
    }
  }

  @Test func aTaskWithoutAShareOrAGradientHasTheWeightZero() throws {
    let zero = HardJacobian(.zeroRow, [[0, 0], [1, 0], [0, 1]])
    #expect(try make("encodec", ["shares": [1, 0, 1], "eps": 0]).weigh(zero) == [0, 0, 0.5])
  }
}
