import Foundation
import TestSupport
import Testing
import Torch

@testable import Balancing
@testable import Components

@Suite struct AutoLambdaTests {
  private let problem = SmallProblem()
  private let rate = 0.01

  private func make(_ parameters: [String: SettingValue] = [:]) throws -> any SecondLook {
    let sample = MethodSample("auto-lambda", ["learning-rate": .number(rate)].merging(parameters) { $1 })
    return try #require(try sample.make(3) as? any SecondLook)
  }

  /// For L_k = ‖θ − t_k‖² / 2 the gradient is −η ∇L_k^train(θ) · ∇ Σ m_j L_j^val(θ'), exactly.
  private func gradient(_ weights: [Double], primary: [Double], present: [Bool] = [true, true, true]) -> [Double] {
    let theta = problem.parameter.detach().array(of: Double.self)
    func slope(_ half: Int, _ task: Int, _ point: [Double]) -> [Double] {
      zip(point, problem.targets[half][task]).map { $0 - $1 }
    }
    var moved = theta
    for task in 0..<3 where present[task] {
      for i in 0..<2 { moved[i] -= problem.learningRate * weights[task] * slope(0, task, theta)[i] }
    }
    var direction = [0.0, 0]
    for task in 0..<3 where present[task] {
      for i in 0..<2 { direction[i] += primary[task] * slope(1, task, moved)[i] }
    }
    return (0..<3).map { task in
      -problem.learningRate * zip(slope(0, task, theta), direction).map { $0 * $1 }.reduce(0, +)
    }
  }

  /// The problem is quadratic, so that the finite difference is the derivative.
  @Test(arguments: [[1, 1, 1], [1, 0, 0], [0, 0.5, 1]] as [[Double]])
  func weightsFollowTheGradientOfTheTrialStep(_ primary: [Double]) throws {
    let method = try make(["primary": .numbers(primary), "start": 0.4])
    var weights = [0.4, 0.4, 0.4], first = [0.0, 0, 0], second = [0.0, 0, 0]
    for step in 1...12 {
      let expected = gradient(weights, primary: primary)
      for k in 0..<3 {
        first[k] = 0.9 * first[k] + 0.1 * expected[k]
        second[k] = 0.999 * second[k] + 0.001 * expected[k] * expected[k]
        let root = (second[k] / (1 - pow(0.999, Double(step)))).squareRoot() + 1e-8
        weights[k] -= rate * first[k] / (1 - pow(0.9, Double(step))) / root
      }
      try method.stepWillBegin(problem.probe())
      let found = Answer(method, [1, 1, 1]).weights
      #expect(isClose(found, weights, .relative(1e-6)), "step \(step): \(found), \(weights)")
      // The parameters take a step of their own.
      withoutGradients { _ = problem.parameter.addInPlace(Tensor([0.03, -0.01 * Double(step)])) }
    }
  }

  @Test func aTaskThatHelpsGainsAndOneThatHurtsLoses() throws {
    // The third task pulls away from where the first two go.
    let method = try make(["primary": [1, 1, 0]])
    for _ in 0..<5 { try method.stepWillBegin(problem.probe()) }
    let weights = Answer(method, [1, 1, 1]).weights
    #expect(weights[0] > 0.1 && weights[2] < 0.1, "\(weights)")
  }

  @Test func parametersAndTheirGradientsAreAsBefore() throws {
    let method = try make(), parts = try problem.parts(lookedAtBy: method)
    // As its card says: four forward passes besides the step's, two of them with a backward pass.
    #expect(parts == [.part(0, of: 2), .part(1, of: 2), .part(0, of: 2), .part(0, of: 2)])
    #expect(AutoLambda.card.cost == MethodCard.Cost(forwardPasses: 1 + 4, backwardPasses: 1 + 2))
    #expect(Answer(method, [1, 1, 1]).weights != [0.1, 0.1, 0.1])
  }

  @Test func anAbsentTaskWaits() throws {
    let method = try make()
    try method.stepWillBegin(problem.probe())
    let before = method.state
    let present = [true, true, false]
    try method.stepWillBegin(problem.probe(present: present))
    for (name, tensor) in method.state { #expect(tensor[2].item() == before[name]![2].item(), "\(name)") }
    #expect(method.state["weights"]![0].item() != before["weights"]![0].item())
  }

  @Test func partsOfABatchMayMissTasks() throws {
    func state(_ third: Double) throws -> [Double] {
      let method = try make()
      let problem = SmallProblem()
      try method.stepWillBegin(
        StepProbe(
          losses: { part in
            let losses = problem.losses(part)
            return part == .part(0, of: 2) ? Tensor.cat([losses[0..<2], losses[2...] * third]) : losses
          }, present: nil, presentIn: { $0 == .part(0, of: 2) ? Tensor([true, true, false]) : nil },
          parameters: [problem.parameter], learningRate: 0.1))
      return method.state["weights"]!.array(of: Double.self)
    }
    #expect(try state(50) == state(1))
    #expect(try state(50)[2] == 0.1)
  }

  @Test func aGradientOfZeroMovesNothing() throws {
    let still = SmallProblem([1, 0], targets: [[[1, 0], [1, 0], [1, 0]], [[1, 0], [1, 0], [1, 0]]])
    let method = try make()
    try method.stepWillBegin(still.probe())
    #expect(Answer(method, [1, 1, 1]).weights == [0.1, 0.1, 0.1])
    #expect(still.parameter.detach().array(of: Double.self) == [1, 0])
  }
}
