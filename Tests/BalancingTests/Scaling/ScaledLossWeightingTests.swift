import TestSupport
import Testing
import Torch

@testable import Balancing

private func scaled(_ sample: MethodSample, _ scale: LossScale, count: Int = 3, seed: UInt64 = 0) throws
  -> any LossWeighting
{
  try sample.make(count, seed: seed).scaled(by: scale, sample.setup(count))
}

private func equal(_ scale: LossScale, count: Int = 2) throws -> any LossWeighting {
  try scaled(MethodSample("ew"), scale, count: count)
}

private let losses = [0.4, 1.2, 2.7]

@Suite struct ScaledLossWeightingTests {
  @Test func theFirstStepIsTheReference() throws {
    let method = try equal(.firstStep)
    let first = Answer(method, [2, 4])
    #expect(first.objective == 2 && first.weights == [0.5, 0.25] && first.gradient == first.weights)
    method.epochEnded(meanLosses: Tensor([5, 5] as [Double]))
    let second = Answer(method, [1, 8])
    #expect(second.objective == 2.5 && second.weights == [0.5, 0.25] && !second.carriesGradient)
  }

  @Test func theFirstEpochsMeanIsTheReferenceAndGrowsDuringTheEpoch() throws {
    let method = try equal(.firstEpoch)
    #expect(Answer(method, [2, 4]).weights == [0.5, 0.25])
    #expect(Answer(method, [6, 12]).weights == [0.25, 0.125])
    method.epochEnded(meanLosses: Tensor([4, 8] as [Double]))
    #expect(Answer(method, [1, 2]).weights == [0.25, 0.125])
    #expect(Answer(method, [16, 16]).objective == 6)
  }

  @Test func theRunningMeanNeverStands() throws {
    let method = try equal(.runningMean)
    #expect(Answer(method, [2, 4]).weights == [0.5, 0.25])
    #expect(Answer(method, [6, 12]).weights == [0.25, 0.125])
    method.epochEnded(meanLosses: Tensor([4, 8] as [Double]))
    #expect(isClose(Answer(method, [1, 2]).weights, [1.0 / 3, 1.0 / 6], .relative(1e-14)))
  }

  @Test(arguments: MethodSample.all) func referencesOfOneChangeNothing(_ sample: MethodSample) throws {
    let plain = try sample.make(3), wrapped = try scaled(sample, .firstStep)
    for row in [[1.0, 1, 1], losses] {
      let a = Answer(plain, row), b = Answer(wrapped, row)
      #expect(a.weights == b.weights && a.objective == b.objective && a.gradient == b.gradient)
    }
  }

  /// Whatever the method: the units of the losses do not matter.
  @Test(arguments: MethodSample.all, LossScale.allCases)
  func theUnitsOfTheLossesDoNotMatter(_ sample: MethodSample, _ scale: LossScale) throws {
    let plain = try scaled(sample, scale), other = try scaled(sample, scale)
    let units = [1e4, 0.1, 3]
    for row in [[1.1, 0.7, 0.4], [0.9, 0.8, 0.3], [1.0, 0.2, 0.5]] {
      let a = Answer(plain, row), b = Answer(other, zip(row, units).map { $0 * $1 })
      #expect(isClose(b.objective, a.objective, .absolute(1e-9)))
      #expect(isClose(zip(b.weights, units).map { $0 * $1 }, a.weights, .absolute(1e-9)))
      plain.epochEnded(meanLosses: Tensor(row))
      other.epochEnded(meanLosses: Tensor(zip(row, units).map { $0 * $1 }))
    }
  }

  @Test(arguments: LossScale.allCases) func anAbsentTaskHasItsFirstPresentStepAsReference(_ scale: LossScale) throws {
    let method = try equal(scale)
    #expect(Answer(method, [2, .nan], present: [true, false]).weights == [0.5, 0])
    method.epochEnded(meanLosses: Tensor([2, .nan] as [Double]))
    let found = Answer(method, [2, 8])
    #expect(found.weights == [0.5, 0.125] && found.objective == 2)
    #expect(method.remarks.isEmpty)
  }

  /// A loss of 0 has nothing to be divided by: it stays as it is, and the next one counts.
  @Test(arguments: [0, -0.0, .leastNonzeroMagnitude]) func aFirstLossOfZeroIsNotCounted(_ zero: Double) throws {
    for scale in LossScale.allCases {
      let method = try equal(scale)
      let first = Answer(method, [2, zero])
      #expect(first.weights == [0.5, 1] && first.objective == 1 + zero)
      #expect(
        method.remarks == ["`loss-scale` left the losses of `task 1` as they were: none of them was other than 0."])
      #expect(Answer(method, [2, 4]).weights == [0.5, 0.25])
      #expect(method.remarks.isEmpty)
    }
  }

  @Test(arguments: [Double.nan, .infinity]) func aFirstLossThatIsNotFiniteIsNotHidden(_ bad: Double) throws {
    for scale in LossScale.allCases {
      let method = try equal(scale)
      #expect(!Answer(method, [2, bad]).objective.isFinite)
      #expect(Answer(method, [2, 4]).weights == [0.5, 0.25])
    }
  }

  @Test func aNegativeLossKeepsItsSign() throws {
    #expect(Answer(try equal(.firstStep), [2, -4]).weights == [0.5, 0.25])
  }

  @Test(arguments: MethodSample.all, LossScale.allCases)
  func aLoadedMethodContinuesExactly(_ sample: MethodSample, _ scale: LossScale) throws {
    let original = try scaled(sample, scale)
    _ = original.weigh(Tensor([2.0, 3, 5]), present: Tensor([1.0, 0, 1]))
    try disturb(original, 0.8)
    let copy = try scaled(sample, scale, seed: 99)
    try copy.load(state: original.state)
    for factor in [0.7, 0.5] {
      #expect(Answer(original, losses).weights == Answer(copy, losses).weights)
      try disturb(original, factor)
      try disturb(copy, factor)
    }
    #expect(Answer(original, losses).objective == Answer(copy, losses).objective)
    #expect(
      original.state.mapValues { $0.array(of: Double.self) } == copy.state.mapValues { $0.array(of: Double.self) })
  }

  @Test func aStateWithoutReferencesIsRefused() throws {
    let method = try equal(.firstStep)
    #expect(errorText { try method.load(state: [:]) } == "The state of `ew` should hold `loss-counts`.")
  }

  @Test(arguments: LossScale.allCases) func resetForgetsTheReferences(_ scale: LossScale) throws {
    let method = try scaled(MethodSample("slaw", ["beta": 0.5]), scale)
    let before = Answer(method, losses).weights
    try disturb(method, 1)
    method.reset()
    #expect(Answer(method, losses).weights == before)
  }

  @Test func aSecondLookSeesScaledLosses() throws {
    func logits(_ unit: Double) throws -> [Double] {
      let method = try scaled(MethodSample("famo"), .firstStep)
      let problem = SmallProblem()
      func probe() -> StepProbe {
        StepProbe(
          losses: { problem.losses($0) * unit }, present: nil, parameters: [problem.parameter], learningRate: 0.1)
      }
      for losses in [[1.0, 2, 3], [1.1, 1.2, 3.5]] {
        try (method as? any SecondLook)?.stepWillBegin(probe())
        _ = method.weigh(Tensor(losses) * unit)
        try (method as? any SecondLook)?.stepEnded(probe())
      }
      return method.state["inner.logits"]!.array()
    }
    #expect(isClose(try logits(1e4), try logits(1), .relative(1e-9)))
    #expect(try logits(1) != [0, 0, 0])
  }

  @Test(arguments: Catalogue.lossWeightings.map { $0.card.name }) func itIsWhatItsMethodIs(_ name: String) throws {
    let sample = MethodSample.all.first { $0.name == name }!
    let type = try Catalogue.find(name), method = try scaled(sample, .firstStep)
    #expect(method is any LearnedScales == (type is any LearnedScales.Type))
    #expect(method is any IndicatorDriven == (type is any IndicatorDriven.Type))
    #expect(method is any SecondLook == (type is any SecondLook.Type))
    let card = Swift.type(of: method).card
    #expect(card.name == name && !card.hasFixedWeights && card.weightSum == .free)
    #expect(card.state!.hasSuffix("each loss's reference"))
  }

  @Test func itAveragesTheWeightsOfScaledLosses() throws {
    let sample = MethodSample("uw-o", ["eps": 0])
    let method = try sample.make(2).smoothed(by: 0.5, sample.setup(2)).scaled(by: .firstStep, sample.setup(2))
    #expect(Answer(method, [2, 4]).weights == [0.5, 0.25])
    // The scaled losses are 0.5 and 2: weights 2 and 0.5, averaged with 1 and 1.
    #expect(Answer(method, [1, 8]).weights == [0.75, 0.1875])
  }
}
