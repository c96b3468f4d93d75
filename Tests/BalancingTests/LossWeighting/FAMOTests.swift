import Foundation
import TestSupport
import Testing
import Torch

@testable import Balancing

private func probe(_ losses: [Double], present: [Bool]? = nil) -> StepProbe {
  StepProbe(losses: { _ in Tensor(losses) }, present: present.map { Tensor($0) }, parameters: [], learningRate: 0)
}

private func softmax(_ x: [Double]) -> [Double] {
  let terms = x.map { exp($0) }
  return terms.map { $0 / terms.reduce(0, +) }
}

@Suite struct FAMOTests {
  @Test func evenLogitsGiveInverseLossesThatSumToOne() throws {
    let found = Answer(try MethodSample("famo").make(3), [0.5, 1, 2])
    #expect(isClose(found.weights, [0.5714, 0.2857, 0.1429], .relative(1e-3)))
    #expect(isClose(found.weights.reduce(0, +), 1, .relative(1e-10)))
  }

  /// The method by hand, on the host.
  private struct Reference {
    var logits = [0.0, 0, 0], first = [0.0, 0, 0], second = [0.0, 0, 0], steps = 0.0
    let rate: Double, decay: Double, bounds: [Double]

    func weights(_ losses: [Double]) -> [Double] {
      let inverse = zip(softmax(logits), zip(losses, bounds)).map { $0 / ($1.0 - $1.1 + 1e-8) }
      return inverse.map { $0 / inverse.reduce(0, +) }
    }

    mutating func update(_ before: [Double], _ after: [Double]) {
      let shares = softmax(logits)
      func distance(_ losses: [Double], _ k: Int) -> Double { log(losses[k] - bounds[k] + 1e-8) }
      let falls: [Double] = (0..<3).map { distance(before, $0) - distance(after, $0) }
      let mean = zip(shares, falls).map { $0 * $1 }.reduce(0, +)
      steps += 1
      for k in 0..<3 {
        let gradient = shares[k] * (falls[k] - mean) + decay * logits[k]
        first[k] = 0.9 * first[k] + 0.1 * gradient
        second[k] = 0.999 * second[k] + 0.001 * gradient * gradient
        let scale = (second[k] / (1 - pow(0.999, steps))).squareRoot() + 1e-8
        logits[k] -= rate * first[k] / (1 - pow(0.9, steps)) / scale
      }
    }
  }

  @Test(arguments: [[0, 0, 0], [0.1, 0.2, -1]] as [[Double]])
  func stepsAreThoseOfTheFormula(_ bounds: [Double]) throws {
    let sample = MethodSample(
      "famo", ["learning-rate": 0.05, "weight-decay": 0.01, "min-losses": .numbers(bounds)])
    let method = try #require(try sample.make(3) as? any SecondLook)
    var reference = Reference(rate: 0.05, decay: 0.01, bounds: bounds)
    var losses = [1.0, 2, 0.5]
    for step in 0..<20 {
      let after = zip(losses, [0.97, 0.9 + 0.01 * Double(step % 7), 1.01]).map { $0 * $1 }
      #expect(isClose(Answer(method, losses).weights, reference.weights(losses), .relative(1e-8)))
      try method.stepEnded(probe(after))
      reference.update(losses, after)
      #expect(isClose(method.state["logits"]!.array(of: Double.self), reference.logits, .relative(1e-7)))
      losses = after
    }
  }

  @Test func aTaskThatFellFastLosesWeight() throws {
    let method = try #require(try MethodSample("famo").make(2) as? any SecondLook)
    let before = Answer(method, [1, 1]).weights
    try method.stepEnded(probe([0.5, 0.99]))
    let after = Answer(method, [1, 1]).weights
    #expect(after[0] < before[0] && after[1] > before[1])
  }

  @Test func withoutAStepBeforeItNothingIsLearned() throws {
    let method = try #require(try MethodSample("famo").make(2) as? any SecondLook)
    try method.stepEnded(probe([0.5, 0.99]))
    #expect(method.state["logits"]!.array(of: Double.self) == [0, 0])
    _ = method.weigh(Tensor([1.0, 1]))
    try method.stepEnded(probe([0.5, 0.99]))
    let once = method.state["logits"]!.array(of: Double.self)
    try method.stepEnded(probe([0.5, 0.99]))
    #expect(method.state["logits"]!.array(of: Double.self) == once)
  }

  @Test func anAbsentTasksLogitDoesNotMove() throws {
    let method = try #require(try MethodSample("famo", ["weight-decay": 0.1]).make(3) as? any SecondLook)
    _ = Answer(method, [1, 1, 1])
    try method.stepEnded(probe([0.5, 0.9, 0.7]))
    let before = method.state
    let present = [true, false, true]
    _ = Answer(method, [1, .nan, 1], present: present)
    try method.stepEnded(probe([0.5, .nan, 0.7], present: present))
    for (name, tensor) in method.state {
      #expect(tensor[1].item() == before[name]![1].item(), "\(name)")
      #expect(tensor[0].item() != before[name]![0].item(), "\(name)")
    }
  }

  @Test func theSecondLookRecordsNoGraph() throws {
    let problem = SmallProblem()
    let method = try #require(try MethodSample("famo").make(3) as? any SecondLook)
    method.weigh(problem.losses(.whole)).objective.backward()
    let gradient = problem.parameter.grad!.array(of: Double.self)
    try method.stepEnded(problem.probe())
    #expect(problem.parameter.grad!.array(of: Double.self) == gradient)
    #expect(method.state.values.allSatisfy { !$0.requiresGrad })
  }

  @Test func itsOwnAdamIsAdam() throws {
    let start = Tensor([0.5, -1, 2])
    let own = DeviceAdam(start, learningRate: 0.03, weightDecay: 0.1)
    let parameter = start.clone().requiringGrad()
    let other = Adam([ParameterGroup("x", [("x", parameter)], learningRate: 0.03, weightDecay: 0.1)])
    let generator = Generator(seed: 4)
    for _ in 0..<50 {
      let gradient = Tensor.randn([3], dtype: .float64, generator: generator)
      own.step(gradient, nil)
      parameter.grad = gradient
      other.step()
    }
    #expect(isClose(own.values.array(of: Double.self), parameter.detach().array(of: Double.self), .relative(1e-12)))
  }
}
