import TestSupport
import Testing
import Torch

@testable import Balancing
@testable import Components

@Suite struct MOMLTests {
  private func make(_ parameters: [String: SettingValue] = [:]) throws -> any SecondLook {
    try #require(try MethodSample("moml", parameters).make(3) as? any SecondLook)
  }

  /// LibMTL's arithmetic in PyTorch on the same problem, with the shortest combination by SciPy.
  @Test func weightsFollowTheShortestCombination() throws {
    let problem = SmallProblem([2, 1.4])
    let method = try make(["inner-learning-rate": 0.5, "learning-rate": 0.01])
    let expected = [
      [0.3311037546695524, 0.33110375302089173, 0.3377924923095559],
      [0.3288568380231098, 0.3288606670017984, 0.3422824949750918],
      [0.32659309223783983, 0.32660560803645106, 0.34680129972570906],
      [0.3243174577892091, 0.3243396608065264, 0.35134288140426456],
    ]
    for (index, weights) in expected.enumerated() {
      try method.stepWillBegin(problem.probe())
      #expect(isClose(Answer(method, [1, 1, 1]).weights, weights, .relative(1e-6)))
      withoutGradients { _ = problem.parameter.addInPlace(Tensor([0.03, -0.01 * Double(index + 1)])) }
    }
  }

  @Test func parametersAndTheirGradientsAreAsBefore() throws {
    let parts = try SmallProblem([2, 1.4]).parts(lookedAtBy: make())
    // As its card says: two forward passes besides the step's, each with a backward pass for every task.
    #expect(parts == [.part(0, of: 2), .part(1, of: 2)])
    #expect(
      MOML.card.cost == MethodCard.Cost(forwardPasses: 1 + 2, backwardPasses: 1, backwardPassesPerTask: 2))
  }

  @Test func anAbsentTaskWaits() throws {
    // Where a step for the second task helps both that are present.
    let problem = SmallProblem([3, 0.5])
    let method = try make(["learning-rate": 0.1])
    try method.stepWillBegin(problem.probe(present: [true, true, false]))
    let logits = try #require(method.state["logits"]).array(of: Double.self)
    #expect(logits[2] == 0 && logits[0] < 0 && logits[1] > 0)
    #expect(Answer(method, [1, 1, 1], present: [true, false, true]).weights[1] == 0)
  }

  @Test func withoutATaskNothingMoves() throws {
    let method = try make()
    try method.stepWillBegin(SmallProblem([2, 1.4]).probe(present: [false, false, false]))
    #expect(method.state["logits"]?.array(of: Double.self) == [0, 0, 0])
  }
}
