import Testing
import Torch

@testable import Balancing
import Components

/// Different Jacobians, one a step.
private let steps = (0..<8).map { HardJacobian(.ordinary, 3, 6, seed: 40 + $0) }

private let stateful = GramianMethodSample.all.filter {
  ["nash-mtl", "sdmgrad", "modo", "pcd", "metabalance", "encodec"].contains($0.name)
}

@Suite struct GramianStateTests {
  @Test(arguments: GramianMethodSample.all) func aLoadedMethodContinuesExactly(_ method: GramianMethodSample) throws {
    let original = try method.make(3)
    for step in steps.prefix(4) { _ = try original.weigh(step) }
    let copy = try method.make(3)
    try copy.load(state: original.state)
    for step in steps.dropFirst(4) { #expect(try original.weigh(step) == copy.weigh(step)) }
  }

  @Test(arguments: GramianMethodSample.all) func aSavedStateDoesNotMove(_ method: GramianMethodSample) throws {
    let instance = try method.make(3)
    _ = try instance.weigh(steps[0])
    let saved = instance.state
    let before = saved.mapValues { $0.array(of: Double.self) }
    for step in steps { _ = try instance.weigh(step) }
    #expect(saved.mapValues { $0.array(of: Double.self) } == before)
  }

  @Test(arguments: GramianMethodSample.all) func resetReturnsToTheStart(_ method: GramianMethodSample) throws {
    let instance = try method.make(3)
    let first = try steps.prefix(3).map { try instance.weigh($0) }
    instance.reset()
    #expect(try steps.prefix(3).map { try instance.weigh($0) } == first)
  }

  @Test(arguments: GramianMethodSample.all) func theCardSaysWhetherThereIsState(_ method: GramianMethodSample) throws {
    let instance = try method.make(3)
    #expect((type(of: instance).card.state != nil) == !instance.state.isEmpty)
  }

  /// A single number of a damaged state is refused, or the method lives with it.
  @Test(arguments: GramianMethodSample.all) func aDamagedNumberIsNoEnd(_ method: GramianMethodSample) throws {
    for value in StateTests.damaged {
      let instance = try method.make(3), whole = instance.state
      for (name, tensor) in whole where tensor.count == 1 {
        let state = whole.merging([name: Tensor.full(tensor.shape, value, dtype: tensor.dtype)]) { $1 }
        if (try? instance.load(state: state)) != nil { _ = try? instance.weigh(steps[0]) }
      }
    }
  }

  @Test(arguments: stateful.filter { $0.parameters["update-every"] != nil || $0.name != "nash-mtl" })
  func memoryMatters(_ method: GramianMethodSample) throws {
    let instance = try method.make(3)
    for step in steps.prefix(4) { _ = try instance.weigh(step) }
    #expect(try instance.weigh(steps[4]) != method.make(3).weigh(steps[4]))
  }

  @Test func weightsAreUsedUntilTheNextSolution() throws {
    let every = try GramianMethodSample("nash-mtl", ["update-every": 3]).make(3)
    let fresh = try steps.map { try GramianMethodSample("nash-mtl").weights($0) }
    let found = try steps.map { try every.weigh($0) }
    for index in steps.indices { #expect(found[index] == fresh[index - index % 3]) }
  }

  @Test func aTaskWithoutWeightsIsSolvedForAtOnce() throws {
    let every = try GramianMethodSample("nash-mtl", ["update-every": 100]).make(3)
    let pair = steps[0].permuted([0, 2])
    let first = try every.weigh(pair, tasks: [0, 2])
    #expect(try every.weigh(steps[1].permuted([0, 2]), tasks: [0, 2]) == first)
    let all = try every.weigh(steps[2])
    #expect(all == (try GramianMethodSample("nash-mtl").weights(steps[2])))
    #expect(try every.weigh(steps[3]) == all)
  }

  @Test(arguments: ["sdmgrad", "modo"]) func anAbsentTaskKeepsItsWeight(_ name: String) throws {
    let method = try GramianMethodSample(name, [name == "modo" ? "gamma" : "learning-rate": 0.1]).make(3)
    for step in steps.prefix(3) { _ = try method.weigh(step) }
    let before = try #require(method.state["weights"]).array(of: Double.self)
    _ = try method.weigh(steps[3].permuted([0, 2]), tasks: [0, 2])
    let after = try #require(method.state["weights"]).array(of: Double.self)
    #expect(after[1] == before[1])
    #expect(after != before)
    #expect(abs(after.reduce(0, +) - 1) < 1e-12)
  }

  @Test(arguments: stateful) func aStrangeStateIsRefused(_ method: GramianMethodSample) throws {
    let instance = try method.make(3)
    _ = try instance.weigh(steps[0])
    let before = instance.state.mapValues { $0.array(of: Double.self) }
    #expect(throws: SettingError.self) { try instance.load(state: [:]) }
    #expect(throws: SettingError.self) { try instance.load(state: instance.state.merging(["x": Tensor([1.0])]) { $1 }) }
    #expect(throws: SettingError.self) { try instance.load(state: instance.state.mapValues { _ in Tensor.zeros([7]) }) }
    #expect(instance.state.mapValues { $0.array(of: Double.self) } == before)
  }
}
