import TestSupport
import Testing
import Torch

@testable import Balancing
import Components

private let steps = [[1.0, 4, 0.5], [0.8, 3.9, 0.55], [0.7, 3, 0.2], [0.65, 2.9, 0.21]]
/// The methods that follow the losses' progress.
private let names = ["softadapt", "relobralo", "cov-weighting", "igb", "go4align", "ldc-mtl"]
private let samples = MethodSample.all.filter { names.contains($0.name) }

private func run(_ sample: MethodSample, _ rows: [[Double]], present: [Bool]? = nil) throws -> [Answer] {
  let method = try sample.make(rows[0].count)
  return rows.map { row in
    let answer = Answer(method, row, present: present)
    method.epochEnded(meanLosses: Tensor(row))
    return answer
  }
}

@Suite struct ProgressWeightingTests {
  @Test(arguments: samples) func tasksWithOneHistoryHaveOneWeight(_ sample: MethodSample) throws {
    for answer in try run(sample, [[2, 2, 2], [1.5, 1.5, 1.5], [1.7, 1.7, 1.7], [1, 1, 1]]) {
      #expect(isClose(answer.weights, [answer.weights[0], answer.weights[0], answer.weights[0]], .relative(1e-12)))
    }
  }

  @Test(arguments: samples) func oneTaskHasAWeight(_ sample: MethodSample) throws {
    for answer in try run(sample, [[2], [1.5], [1.7], [1]]) {
      #expect(answer.weights[0].isFinite && answer.weights[0] > 0)
    }
  }

  @Test(arguments: samples) func sumsHoldAlongTheWay(_ sample: MethodSample) throws {
    for answer in try run(sample, steps) {
      let sum = answer.weights.reduce(0, +)
      switch try Catalogue.find(sample.name).card.weightSum {
      case .one: #expect(isClose(sum, 1, .relative(1e-12)))
      case .taskCount: #expect(isClose(sum, 3, .relative(1e-12)))
      case .free: break
      }
    }
  }

  @Test(arguments: samples) func aTaskThatIsNeverThereChangesNothing(_ sample: MethodSample) throws {
    // Its losses take turns with the seed's numbers, so a method that draws goes the same way.
    let with = try run(sample, steps.map { [$0[0], .nan, $0[1], $0[2]] }, present: [true, false, true, true])
    for (a, b) in zip(with, try run(sample, steps)) {
      #expect(a.weights[1] == 0 && a.gradient[1] == 0)
      #expect(isClose([a.weights[0], a.weights[2], a.weights[3]], b.weights, .relative(1e-10)))
      #expect(isClose(a.objective, b.objective, .relative(1e-10)))
    }
  }

  @Test(arguments: samples) func aFirstLossOfZeroLeavesFiniteWeights(_ sample: MethodSample) throws {
    for answer in try run(sample, [[0, 4, 0.5]] + steps) {
      #expect(answer.weights.allSatisfy { $0.isFinite && $0 >= 0 })
      #expect(answer.objective.isFinite)
    }
  }

  /// Whose weights see ratios alone.
  @Test(arguments: ["cov-weighting", "relobralo", "igb"]) func theUnitsOfTheLossesDoNotMatter(_ name: String) throws {
    let settings: [String: SettingValue] = name == "cov-weighting" ? [:] : name == "igb" ? ["eps": 0] : ["eps": 1e-300]
    let sample = MethodSample(name, settings)
    let units = [1e4, 0.1, 3]
    let other = try run(sample, steps.map { zip($0, units).map { $0 * $1 } })
    for (a, b) in zip(try run(sample, steps), other) {
      let factors = name == "igb" ? units : [1, 1, 1]
      #expect(isClose(zip(b.weights, factors).map { $0 * $1 }, a.weights, .relative(1e-9)))
    }
  }

  @Test func settingsOutOfRangeAreNamed() {
    func message(_ name: String, _ parameters: [String: SettingValue]) -> String {
      errorText { _ = try MethodSample(name, parameters).make(3) }
    }
    #expect(message("softadapt", ["beta": .number(.nan)]) == "`beta` should be a finite number. Found nan.")
    #expect(message("relobralo", ["temperature": 0]) == "`temperature` should be positive. Found 0.0.")
    #expect(message("relobralo", ["alpha": 1.5]) == "`alpha` should be between 0 and 1. Found 1.5.")
    #expect(message("igb", ["base-epoch": 0]) == "`base-epoch` should be at least 1. Found 0.0.")
    #expect(message("go4align", ["groups": 0]) == "`groups` should be at least 1. Found 0.0.")
    #expect(message("ldc-mtl", ["lambda": -0.1]) == "`lambda` should be zero or positive. Found -0.1.")
  }

  private let even = Array(repeating: 1.0 / 3, count: 3)

  // MARK: one method each

  @Test func softAdaptWithoutBetaIsEqualWeighting() throws {
    for answer in try run(MethodSample("softadapt", ["beta": 0]), steps) {
      #expect(isClose(answer.weights, even, .relative(1e-12)))
    }
  }

  @Test func softAdaptsBetaSaysWhoGetsMore() throws {
    let slow = try run(MethodSample("softadapt", ["beta": 2]), steps)[2].weights
    let fast = try run(MethodSample("softadapt", ["beta": -2]), steps)[2].weights
    // The changes are -0.1, -0.9 and -0.35.
    #expect(slow[0] > slow[2] && slow[2] > slow[1])
    #expect(fast[1] > fast[2] && fast[2] > fast[0])
  }

  @Test func relobraloKeepsItsWeightsWithAlphaOfOne() throws {
    for answer in try run(MethodSample("relobralo", ["alpha": 1, "rho": 1]), steps) {
      #expect(isClose(answer.weights, [1, 1, 1], .relative(1e-12)))
    }
  }

  /// With α 1 and ρ drawn, the weights are those before or the balance with the first losses.
  @Test func relobraloLooksBackAsOftenAsItIsTold() throws {
    let method = try MethodSample("relobralo", ["alpha": 1, "rho": 0.25, "temperature": 1]).make(2)
    _ = Answer(method, [1, 1])
    var changes = 0, last = [1.0, 1]
    for step in 1...400 {
      let weights = Answer(method, [1, 1 / Double(step + 1)]).weights
      if weights != last { changes += 1 }
      last = weights
    }
    #expect(isClose(Double(changes) / 400, 0.75, .absolute(0.07)))
  }

  @Test func covWeightingIsEvenUntilEachTaskWasSeenTwice() throws {
    let answers = try run(MethodSample("cov-weighting"), steps)
    for answer in answers[..<2] { #expect(isClose(answer.weights, even, .relative(1e-12))) }
    // The ratios are 1 and 0.8, 0.975 and 1.1, with standard deviations of half their distance from 1.
    let variations = [0.1 / 0.9, 0.0125 / 0.9875, 0.05 / 1.05]
    let sum = variations.reduce(0, +)
    #expect(isClose(answers[2].weights, variations.map { $0 / sum }, .relative(1e-4)))
  }

  @Test func igbIsLogSumBeforeItsBase() throws {
    let sum = try run(MethodSample("log-sum"), steps), answers = try run(MethodSample("igb"), steps)
    #expect(isClose(answers[1].weights, sum[1].weights, .relative(1e-12)))
    #expect(isClose(answers[1].objective, sum[1].objective, .relative(1e-12)))
    #expect(!isClose(answers[2].weights, sum[2].weights, .relative(1e-2)))
  }

  @Test func igbsBaseIsThatOfItsEpochOnly() throws {
    let method = try MethodSample("igb", ["base-epoch": 1, "eps": 0]).make(2)
    method.epochEnded(meanLosses: Tensor([2, .nan] as [Double]))
    method.epochEnded(meanLosses: Tensor([1, 5] as [Double]))
    #expect(method.state["base"]!.array(of: Double.self) == [2, 5])
    // Ratios of 1 and 1.
    #expect(isClose(Answer(method, [2, 5]).weights, [0.5, 0.2], .relative(1e-12)))
  }

  @Test func manyGroupsGiveEachTaskItsOwnWeightAndOneGivesAllTheSame() throws {
    let own = Answer(try MethodSample("go4align", ["groups": 3, "beta": 0, "eps": 0]).make(3), [1, 2, 5])
    #expect(isClose(own.weights.map { $0 * 15 }, [40, 20, 8], .relative(1e-12)))
    let one = Answer(try MethodSample("go4align", ["groups": 1, "beta": 0, "eps": 0]).make(3), [1, 2, 5])
    #expect(isClose(one.weights.map { $0 * 45 }, [68, 68, 68], .relative(1e-12)))
  }

  @Test func ldcWithoutDiscrepancyIsThePlainSumOfItsShares() throws {
    let answer = Answer(try MethodSample("ldc-mtl", ["lambda": 0, "normalisation": "plain"]).make(2), [3, 5])
    #expect(isClose(answer.weights, [0.5, 0.5], .relative(1e-12)) && isClose(answer.objective, 4, .relative(1e-12)))
  }

  @Test func ldcsLossesBeginAtTheSmallestFirstOne() throws {
    let method = try MethodSample("ldc-mtl", ["lambda": 0.1]).make(3)
    let first = Answer(method, [2, 8, 4])
    #expect(isClose(first.objective, 2, .relative(1e-12)))
    #expect(isClose(first.weights.map { $0 * 12 }, [4, 1, 2], .relative(1e-12)))
    // Weighted losses of 1/3, 2/3 and 2/3: the first two differ.
    let second = Answer(method, [1, 8, 4])
    #expect(isClose(second.objective, 1.7, .relative(1e-12)))
    #expect(isClose(second.weights.map { $0 * 12 }, [3.6, 1.1, 2], .relative(1e-12)))
  }
}
