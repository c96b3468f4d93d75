import Foundation
import TestSupport
import Testing
import Torch

@Suite("Several optimisers as one") struct JointOptimizerTests {
  private func make() -> (parameters: [Tensor], optimizer: JointOptimizer) {
    let parameters = (0..<2).map { _ in Tensor([1, 2, 3] as [Double]).requiringGrad() }
    let groups = parameters.enumerated().map {
      ParameterGroup("group \($0)", [("parameter \($0)", $1)], learningRate: 0.1, weightDecay: 0)
    }
    return (parameters, JointOptimizer([SGD([groups[0]]), Adam([groups[1]])]))
  }

  private func step(_ parameters: [Tensor], _ optimizer: JointOptimizer, _ count: Int) {
    for index in 0..<count {
      for parameter in parameters { parameter.grad = Tensor([1, -2, Double(index)]) }
      optimizer.step()
    }
  }

  @Test func eachMemberUpdatesItsOwn() {
    let (parameters, optimizer) = make()
    step(parameters, optimizer, 1)
    #expect(parameters[0].array(of: Double.self) == [0.9, 2.2, 3])
    #expect(zip(parameters[1].array(of: Double.self), [0.9, 2.1, 3]).allSatisfy { abs($0 - $1) < 1e-6 })
    optimizer.groups[1].learningRate = 0
    let before = parameters[1].array(of: Double.self)
    step(parameters, optimizer, 1)
    #expect(parameters[1].array(of: Double.self) == before)
    #expect(zip(parameters[0].array(of: Double.self), [0.8, 2.4, 3]).allSatisfy { abs($0 - $1) < 1e-12 })
  }

  @Test func aSavedStateContinuesToTheSameBits() throws {
    let (whole, first) = make()
    step(whole, first, 3)
    let scratch = TemporaryFolder(), file = scratch.url.appending(path: "optimizer.safetensors")
    try first.state().write(to: file)
    let (resumed, second) = make()
    withoutGradients { for (copy, own) in zip(resumed, whole) { copy.copyInPlace(own) } }
    try second.load(OptimizerState.read(file))
    step(whole, first, 2)
    step(resumed, second, 2)
    #expect(zip(whole, resumed).allSatisfy { $0.array(of: Double.self) == $1.array(of: Double.self) })
  }

  @Test func whatIsForgottenBeginsAnew() throws {
    let (parameters, optimizer) = make(), (fresh, other) = make()
    step(parameters, optimizer, 3)
    optimizer.forget([parameters[1]])
    withoutGradients { for (copy, own) in zip(fresh, parameters) { copy.copyInPlace(own) } }
    step(parameters, optimizer, 2)
    step(fresh, other, 2)
    #expect(parameters[1].array(of: Double.self) == fresh[1].array(of: Double.self))
  }

  @Test func aStateOfAnotherIsRefused() throws {
    let (_, optimizer) = make()
    var state = optimizer.state()
    state.algorithm = "SGD"
    #expect(throws: (any Error).self) { try optimizer.load(state) }
    state.algorithm = "Adam+SGD"
    #expect(throws: (any Error).self) { try optimizer.load(state) }
  }
}
