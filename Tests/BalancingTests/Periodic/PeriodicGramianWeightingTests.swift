import TestSupport
import Testing
import Torch

@testable import Balancing

@Suite struct PeriodicGramianWeightingTests {
  /// Different Jacobians, one a step.
  private static let steps = (0..<9).map { HardJacobian(.ordinary, 3, 6, seed: 60 + $0) }

  private static let all = GramianMethodSample.all + GramianMethodSample.solverFree
  private static let wholeBatches = all.filter { !["sdmgrad", "modo"].contains($0.name) }

  @Test(arguments: all) func everyStepIsTheMethodItself(_ form: GramianMethodSample) throws {
    let (plain, every) = (try form.make(3), try form.make(3).solved(every: 1, tasks: 3))
    for step in Self.steps { #expect(try every.weigh(step) == plain.weigh(step)) }
  }

  @Test(arguments: wholeBatches) func weightsAreKeptUntilTheNextSolution(_ form: GramianMethodSample) throws {
    let (plain, every) = (try form.make(3), try form.make(3).solved(every: 4, tasks: 3))
    var last: [Double] = []
    for (index, step) in Self.steps.enumerated() {
      // The method itself sees every fourth step.
      if index % 4 == 0 { last = try plain.weigh(step) }
      #expect(try every.weigh(step) == last)
    }
  }

  @Test(arguments: wholeBatches, [1, 4, 6]) func aMethodContinuesExactly(_ form: GramianMethodSample, after count: Int)
    throws
  {
    func make(_ seed: UInt64) throws -> any GramianWeighting { try form.make(3, seed: seed).solved(every: 4, tasks: 3) }
    let (method, copy) = (try make(1), try make(2))
    for step in Self.steps.prefix(count) { _ = try method.weigh(step) }
    try copy.load(state: method.state)
    for step in Self.steps.dropFirst(count) { #expect(try method.weigh(step) == copy.weigh(step)) }
  }

  @Test func weightsAreKnownBetweenSolutionsAlone() throws {
    let method = try PeriodicGramianWeighting(IMTLG(tasks: ["a", "b", "c"]), tasks: 3, every: 3)
    #expect(method.isDue && method.knownWeights(of: [0, 1, 2]) == nil)
    let first = try method.weigh(Self.steps[0])
    #expect(!method.isDue)
    #expect(method.knownWeights(of: [0, 2]) == [first[0], first[2]])
    #expect(method.knownWeights(of: [0, 1, 2]) == first)
    #expect(method.isDue && method.knownWeights(of: [0, 1, 2]) == nil)
    method.reset()
    #expect(method.isDue)
    #expect(try method.weigh(Self.steps[0]) == first)
  }

  @Test func aTaskWithoutWeightsHasThemFoundAtOnce() throws {
    let method = try PeriodicGramianWeighting(IMTLG(tasks: ["a", "b", "c"]), tasks: 3, every: 100)
    let pair = Self.steps[0].permuted([0, 2])
    let first = try method.weigh(pair, tasks: [0, 2])
    #expect(method.knownWeights(of: [0, 2]) == first)
    #expect(method.knownWeights(of: [0, 1]) == nil)
    let all = try method.weigh(Self.steps[2])
    #expect(all == (try GramianMethodSample("imtl-g").weights(Self.steps[2])))
    #expect(method.knownWeights(of: [0, 1, 2]) == all)
  }

  @Test func averagesMoveWithTheSolutions() throws {
    let smoothed = try GramianMethodSample("imtl-g").make(3).smoothed(by: 0.5, tasks: 3)
    let method = try GradientMethod("imtl-g", setup(3), smoothing: 0.5, every: 2)
    guard case .gramian(let both) = method else {
      Issue.record("a Gramian weighting is expected")
      return
    }
    for (index, step) in Self.steps.enumerated() {
      let found = try both.weigh(step)
      if index % 2 == 0 { #expect(try found == smoothed.weigh(step)) }
    }
    #expect(Set(both.state.keys) == ["average-weights", "every-weights", "every-step"])
    #expect(
      errorText { try both.load(state: smoothed.state) } == "The state of `imtl-g` should hold `every-step`.")
  }

  @Test(arguments: [Double.nan, -1, 0.5]) func aNumberOfStepsThatCannotBeIsRefused(_ steps: Double) throws {
    let method = try PeriodicGramianWeighting(MGDA(tasks: ["a", "b"]), tasks: 2, every: 4)
    var state = method.state
    state["every-step"] = Tensor([steps])
    #expect { try method.load(state: state) } throws: {
      "\($0)".contains("`every-step` of `mgda` should be a whole number, at least 0.")
    }
  }

  @Test func theCardIsTheMethodsWithTheKeptWeights() {
    let card = PeriodicGramianWeighting<MeanOfGradients>.card
    #expect(card.name == "mean" && card.state == "the weights of its last solution and the number of steps")
    #expect(card.formula.contains("every n-th step"))
  }

  @Test func whatHasNoPeriodIsNamed() {
    func message(_ name: String, every: Int) -> String {
      errorText { _ = try GradientMethod(name, setup(3), every: every) }
    }
    #expect(message("mgda", every: 0) == "`every` should be at least 1. Found 0.0.")
    #expect(
      message("sdmgrad", every: 2)
        == "`every` should be 1 for `sdmgrad`, which moves its weights a little at each step by 3 parts of a batch. Found 2."
    )
    #expect(
      message("graddrop", every: 2)
        == "`every` should be 1 for `graddrop`, whose direction is no sum of the gradients with weights that could be kept. "
        + "Found 2.")
    #expect(message("graddrop", every: 1) == "no error")
    #expect(message("sdmgrad", every: 1) == "no error")
  }
}
