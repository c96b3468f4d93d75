import TestSupport
import Testing
import Torch

@testable import Balancing

@Suite struct SmoothedGramianWeightingTests {
  private let gramians = [
    Gramian([[1, -1], [-1, 2]]), Gramian([[4, 1], [1, 1]]), Gramian([[2, 0.5], [0.5, 3]]),
  ]

  @Test func weightsAreAveraged() throws {
    let base = try GramianMethodSample("imtl-g").make(2)
    let found = try gramians.map { try base.weigh($0) }
    let method = try GramianMethodSample("imtl-g").make(2).smoothed(by: 0.75, tasks: 2)
    var average = found[0]
    for (gramian, weights) in zip(gramians, found) {
      average = zip(average, weights).map { 0.75 * $0 + 0.25 * $1 }
      #expect(isClose(try method.weigh(gramian), average, .relative(1e-12)))
    }
    #expect(!isClose(average, found[2], .relative(1e-2)))
  }

  @Test func noSmoothingIsTheMethodItself() throws {
    let method = try GramianMethodSample("imtl-g").make(2).smoothed(by: 0, tasks: 2)
    for gramian in gramians {
      #expect(try method.weigh(gramian) == GramianMethodSample("imtl-g").make(2).weigh(gramian))
    }
  }

  @Test func aStartIsTheFirstAverage() throws {
    let method = try GramianMethodSample("mean").make(2).smoothed(by: 0.5, tasks: 2, initialWeights: [1, 0])
    #expect(try method.weigh(gramians[0]) == [0.75, 0.25])
    method.reset()
    #expect(try method.weigh(gramians[0]) == [0.75, 0.25])
  }

  @Test func absentTasksKeepTheirAverage() throws {
    let method = try GramianMethodSample("constant", ["weights": [1, 2, 3]]).make(3).smoothed(by: 0.5, tasks: 3)
    _ = try method.weigh(GramianSample(gramians[0], losses: [1, 1], tasks: [0, 2]))
    #expect(try method.weigh(GramianSample(gramians[0], losses: [1, 1], tasks: [0, 1])) == [1, 2])
    #expect(method.state["average-weights"]!.array(of: Double.self) == [1, 2, 3])
  }

  @Test func itsStateHoldsTheMethods() throws {
    func make(_ seed: UInt64) throws -> any GramianWeighting {
      try GramianMethodSample("gradvac", ["beta": 0.5]).make(3, seed: seed).smoothed(by: 0.9, tasks: 3)
    }
    let (method, copy) = (try make(1), try make(2))
    for _ in 0..<3 { _ = try method.weigh(threeGradients.gramian) }
    try copy.load(state: method.state)
    for _ in 0..<3 { #expect(try method.weigh(threeGradients.gramian) == copy.weigh(threeGradients.gramian)) }
    #expect(Set(method.state.keys) == ["targets", "generator", "average-weights"])
    #expect(
      errorText { try copy.load(state: ["targets": Tensor.zeros([3, 3])]) }
        == "The state of `gradvac` should hold `average-weights`.")
    #expect(
      errorText { try copy.load(state: method.state.filter { $0.key != "targets" }) }
        == "The state of `gradvac` should hold `targets`.")
  }

  @Test func theCardIsTheMethodsWithTheAverage() throws {
    let card = SmoothedGramianWeighting<MeanOfGradients>.card
    #expect(card.name == "mean" && card.state == "the moving average of its weights")
    #expect(card.formula.contains("w(t − 1)"))
    #expect(try SmoothedGramianWeighting<MeanOfGradients>(setup(4)).weigh(Gramian([[1]])) == [1])
  }

  @Test func badNumbersAreNamed() throws {
    let base = try GramianMethodSample("mean").make(2)
    #expect(
      errorText { _ = try base.smoothed(by: 1, tasks: 2) } == "`smoothing` should be at least 0 and below 1. Found 1.0."
    )
    #expect(
      errorText { _ = try base.smoothed(by: 0.9, tasks: 2, initialWeights: [1]) }
        == "The initial weights should be one for each task, 2 in all. Found 1.")
  }
}
