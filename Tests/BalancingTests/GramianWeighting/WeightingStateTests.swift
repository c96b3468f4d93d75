import TestSupport
import Testing
import Torch

@testable import Balancing

/// The state of Gramian weightings and of GradDrop.
@Suite struct WeightingStateTests {
  private func weights(_ method: any GramianWeighting, _ steps: ClosedRange<Int>) throws -> [[Double]] {
    try steps.map { step in
      try method.weigh(GramianSample(threeGradients.gramian, losses: [1, 2 / Double(step), 3]))
    }
  }

  @Test(arguments: GramianMethodSample.solverFree) func aLoadedMethodContinuesExactly(_ form: GramianMethodSample)
    throws
  {
    let (method, copy) = (try form.make(3, seed: 1), try form.make(3, seed: 2))
    let first = try weights(method, 1...3)
    let saved = method.state
    let before = saved.mapValues { $0.array(of: Double.self) }
    try copy.load(state: saved)
    #expect(try weights(method, 4...9) == weights(copy, 4...9))
    // NaN is unequal to itself; texts are not.
    #expect("\(saved.mapValues { $0.array(of: Double.self) })" == "\(before)" || saved.count > 1)
    #expect(saved.allSatisfy { "\($0.value.array(of: Double.self))" == "\(before[$0.key]!)" })
    method.reset()
    if saved["generator"] == nil { #expect(try weights(method, 1...3) == first) }
  }

  @Test(arguments: GramianMethodSample.solverFree) func theCardSaysWhetherThereIsState(_ form: GramianMethodSample)
    throws
  {
    let method = try form.make(3)
    #expect((type(of: method).card.state != nil) == !method.state.isEmpty)
    #expect(errorText { try method.load(state: ["x": Tensor.zeros([1])]) }.hasPrefix("`x` is not in the state of"))
  }

  @Test func chanceDependsOnTheGeneratorAlone() throws {
    let sample = HardJacobian(.ordinary, 5, 4, seed: 8)
    func weights(_ name: String, _ seed: UInt64) throws -> [[Double]] {
      let method = try GramianMethodSample(name).make(5, seed: seed)
      return try (0..<4).map { _ in try method.weigh(sample.gramian) }
    }
    for name in ["pcgrad", "gradvac"] {
      #expect(try weights(name, 1) == weights(name, 1))
      #expect(try weights(name, 1) != weights(name, 2))
    }
  }

  @Test func theSignsContinueWhereTheyWereSaved() throws {
    let rows = Tensor.randn([3, 50], dtype: .float64, generator: Generator(seed: 3))
    let sample = JacobianSample(rows, losses: [1, 1, 1])
    let (method, copy) = (try GradDrop(setup(3, seed: 1)), try GradDrop(setup(3, seed: 2)))
    _ = method.aggregate(sample)
    try copy.load(state: method.state)
    let next = method.aggregate(sample).direction.array(of: Double.self)
    #expect(copy.aggregate(sample).direction.array(of: Double.self) == next)
    #expect(method.aggregate(sample).direction.array(of: Double.self) != next)
  }
}
