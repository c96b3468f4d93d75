import Testing
import Torch

@testable import Balancing
import Components

@Suite("One Adam state for each task") struct AdaTaskTests {
  private func method(_ parameters: [String: SettingValue] = [:], tasks: Int = 2) throws -> AdaTask {
    try AdaTask(
      BalancingSetup((0..<tasks).map { .init("task \($0)") }, parameters: parameters, dtype: .float64))
  }

  private func gradients(_ step: Int) -> Tensor {
    .randn([2, 5], dtype: .float64, generator: Generator(seed: UInt64(step)))
  }

  @Test func theUpdateIsTheSumOfTwoAdams() throws {
    let method = try method()
    // Two copies of a parameter, each changed by Adam with one task's gradients: their moves add up to the update.
    let copies = (0..<2).map { _ in Tensor.zeros([5], dtype: .float64).requiringGrad() }
    let optimizers = copies.enumerated().map { index, copy in
      Adam([ParameterGroup("group", [("parameter \(index)", copy)], learningRate: 1, weightDecay: 0)])
    }
    for step in 0..<6 {
      let rows = gradients(step)
      let before = copies.map { $0.detach().clone() }
      for (index, copy) in copies.enumerated() {
        copy.grad = rows[index]
        optimizers[index].step()
      }
      let moves = zip(copies, before).map { ($1 - $0.detach()).array(of: Double.self) }
      let direction = try method.aggregate(JacobianSample(rows, losses: [1, 1])).direction.array(of: Double.self)
      #expect(zip(direction, zip(moves[0], moves[1])).allSatisfy { abs($0 - $1.0 - $1.1) < 1e-12 })
    }
  }

  @Test func aTasksScaleDoesNotMatter() throws {
    let plain = try method(["eps": 0])
    let scaled = try method(["eps": 0])
    for step in 0..<4 {
      let rows = gradients(step)
      let a = try plain.aggregate(JacobianSample(rows, losses: [1, 1])).direction.array(of: Double.self)
      let b = try scaled.aggregate(JacobianSample(rows * Tensor([1e3, 1e-2], shape: [2, 1]), losses: [1, 1])).direction
      #expect(zip(a, b.array(of: Double.self)).allSatisfy { abs($0 - $1) < 1e-9 })
    }
  }

  @Test func aTaskThatWasAbsentKeepsItsState() throws {
    let whole = try method()
    let other = try method()
    for step in 0..<3 {
      _ = try whole.aggregate(JacobianSample(gradients(step), losses: [1, 1]))
      _ = try other.aggregate(JacobianSample(gradients(step), losses: [1, 1]))
    }
    _ = try other.aggregate(JacobianSample(gradients(9).narrow(0, start: 1, length: 1), losses: [1], tasks: [1]))
    #expect(other.state["first"]![0].array(of: Double.self) == whole.state["first"]![0].array(of: Double.self))
    #expect(other.state["updates"]!.array(of: Int64.self) == [3, 4])
  }

  @Test func theStateContinuesExactly() throws {
    let whole = try method()
    let other = try method()
    for step in 0..<3 { _ = try whole.aggregate(JacobianSample(gradients(step), losses: [1, 1])) }
    try other.load(state: whole.state.mapValues { $0.clone() })
    for step in 3..<6 {
      let answers = try [whole, other].map {
        try $0.aggregate(JacobianSample(gradients(step), losses: [1, 1])).direction.array(of: Double.self)
      }
      #expect(answers[0] == answers[1])
    }
    #expect(throws: SettingError.self) { try other.load(state: ["first": Tensor.zeros([2, 5])]) }
    #expect(throws: SettingError("`first` of `adatask` should have the shape [2, 5]. Found [2, 6].")) {
      var state = whole.state
      state["first"] = .zeros([2, 6])
      try other.load(state: state)
    }
  }
}
