import TestSupport
import Testing
import Torch

@testable import Balancing
@testable import Components

@Suite struct FORUMTests {
  private func make(_ parameters: [String: SettingValue] = [:]) throws -> any SecondLook {
    try #require(try MethodSample("forum", parameters).make(3) as? any SecondLook)
  }

  /// A walk over two epochs of two steps, and the weights of its steps.
  struct Walk: Sendable {
    let parameters: [String: SettingValue]
    let moves: [[Double]]
    let weights: [[Double]]
  }

  /// LibMTL's arithmetic in PyTorch on the same problem, with the quadratic problem in w and s by SciPy.
  static let walks = [
    Walk(
      parameters: ["phi": 0.1, "inner-steps": 5, "inner-learning-rate": 0.1, "learning-rate": 0.01],
      moves: (1...4).map { [0.03, -0.01 * Double($0)] },
      weights: [
        [0.3846153846153841, 0.2509428066142482, 0], [0.3838213098286868, 0.24774950719575217, 0],
        [0.38547167224584944, 0.24495387340477776, 0], [0.3895210511239118, 0.24248713245861458, 0],
      ]),
    Walk(
      parameters: ["phi": 2, "inner-steps": 3, "inner-learning-rate": 0.3, "learning-rate": 0.01],
      moves: (1...4).map { [0.03, -0.01 * Double($0)] },
      weights: [
        [1.1459068220583348, 0.6836612413074324, 0.5624516874865668],
        [1.1427596962660083, 0.6886615942370935, 0.5544649514651253],
        [1.1440337983395956, 0.6929427075501919, 0.5463681948598094],
        [1.1456285475432528, 0.6988473262749824, 0.5381044131847339],
      ]),
    Walk(
      parameters: ["phi": 0.5, "inner-steps": 2, "inner-learning-rate": 0.2, "learning-rate": 0.05],
      moves: (1...4).map { _ in [-0.9, -0.5] },
      weights: [
        [0.4025401406642925, 0.31908624630894733, 0.04831517283818029],
        [0.6184468772702946, 0.5815592178749587, 0.041498517699242995],
        [1.0230718676274666, 2.16830361127543, 0.5915166996829292],
        [0.07340891653220893, 0.46580312135540725, 0.25100410881071905],
      ]),
    Walk(
      parameters: ["phi": 1.5, "inner-steps": 2, "inner-learning-rate": 0.2, "learning-rate": 0.05],
      moves: (1...4).map { _ in [-0.9, -0.5] },
      weights: [
        [0.8856331680037213, 0.5592368956982233, 0.38438881245813966],
        [1.2351501440122463, 0.7639290803451885, 0.38145026307909885],
        [1.390519208724568, 2.3664870547990047, 0.8593725995479313],
        [0.4308519949699857, 0.7106989069714544, 0.6100348735555864],
      ]),
  ]

  @Test(arguments: walks.indices) func weightsAreThoseOfBothLevels(_ index: Int) throws {
    let walk = Self.walks[index], problem = SmallProblem([2, 1.4])
    let method = try make(walk.parameters)
    for (step, (move, weights)) in zip(walk.moves, walk.weights).enumerated() {
      if step == 2 { method.epochEnded(meanLosses: Tensor([1, 1, 1])) }
      try method.stepWillBegin(problem.probe())
      #expect(isClose(Answer(method, [1, 1, 1]).weights, weights, .absolute(2e-5)))
      withoutGradients { _ = problem.parameter.addInPlace(Tensor(move)) }
    }
  }

  @Test func parametersAndTheirGradientsAreAsBefore() throws {
    let parts = try SmallProblem([2, 1.4]).parts(lookedAtBy: make())
    // As its card says of five steps: these, the loss after them, and the other half.
    #expect(parts == Array(repeating: .part(0, of: 2), count: 6) + [.part(1, of: 2)])
    #expect(
      FORUM.card.cost == MethodCard.Cost(forwardPasses: 1 + 7, backwardPasses: 1 + 5, backwardPassesPerTask: 1))
  }

  @Test func anAbsentTaskWaits() throws {
    let method = try make(["phi": 1])
    try method.stepWillBegin(SmallProblem([3, 0.5]).probe(present: [true, true, false]))
    #expect(try #require(method.state["logits"]).array(of: Double.self)[2] == 0)
    #expect(try #require(method.state["upper"]).array(of: Double.self)[2] == 0)
    #expect(Answer(method, [1, 1, 1], present: [true, false, true]).weights[1] == 0)
  }

  @Test func withoutATaskNothingMoves() throws {
    let method = try make()
    try method.stepWillBegin(SmallProblem([2, 1.4]).probe(present: [false, false, false]))
    #expect(method.state["logits"]?.array(of: Double.self) == [0, 0, 0])
    #expect(Answer(method, [1, 1, 1]).weights == [0, 0, 0])
  }

  /// Steps that lead where no loss is finite teach the logits nothing, and the weights stay finite.
  @Test func aLowerLevelThatDivergesMovesNoLogit() throws {
    let sample = MethodSample("forum", ["inner-learning-rate": 1e30, "inner-steps": 3])
    let method = try #require(try sample.make(3, dtype: .float32) as? any SecondLook)
    try method.stepWillBegin(SmallProblem([2, 1.4]).probe(dtype: .float32))
    #expect(method.state["logits"]?.array(of: Double.self) == [0, 0, 0])
    #expect(method.weigh(Tensor([1, 1, 1] as [Float])).weights.array(of: Float.self).allSatisfy { $0.isFinite })
  }
}
