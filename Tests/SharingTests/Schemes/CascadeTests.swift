import Backbones
import Components
import Tasks
import Testing
import Torch

@testable import Sharing

/// Tasks at layers of one tagger.
@Suite struct CascadeTests {
  private let x = Tensor.randint(1, 30, [4, 6, 1], generator: Generator(seed: 5)).to(.float32)

  private func network(_ scheme: String, _ levels: [String: Double]? = nil) throws -> any MultiTaskNetwork {
    let tasks = [LearningTask.tagging("pos", tags: ["N", "V"]), .tagging("chunk", tags: ["O", "B-NP", "I-NP"])]
    return try Schemes.all.choose(scheme, levels.map { ["levels": .named($0)] } ?? [:]).network(
      for: tasks, input: .sequence(length: 6, columns: [.code(30)]),
      trunk: Trunks.all.choose("bi-lstm", ["embedding": 5, "hidden": 4]), heads: Heads.all.choose("usual"),
      generator: Generator(seed: 1))
  }

  private func memories(_ network: any MultiTaskNetwork, _ tasks: [String]) -> Int {
    let (outputs, operations) = recordingOperations { network.outputs(Inputs(x), tasks: tasks) }
    #expect(outputs.keys == tasks)
    return operations.count { $0.name == "lstm" }
  }

  /// Two directions a layer.
  @Test func aStepRunsAsDeepAsItsTasksNeed() throws {
    let cascade = try network("layer-assignment", ["pos": 1, "chunk": 3])
    #expect(memories(cascade, ["pos"]) == 2)
    #expect(memories(cascade, ["chunk"]) == 6)
    #expect(memories(cascade, ["pos", "chunk"]) == 6)
  }

  @Test func aStepOfTheLowTaskLeavesTheRestToTheBit() throws {
    let cascade = try network("layer-assignment", ["pos": 1, "chunk": 3])
    let optimizer = Adam([ParameterGroup("all", cascade.namedParameters(), learningRate: 0.1)])
    let before = cascade.namedParameters().map { ($0.name, $0.tensor.detach().clone()) }
    cascade.outputs(Inputs(x), tasks: ["pos"])["pos"]!.square().sum().backward()
    optimizer.step()
    for ((name, old), (_, new)) in zip(before, cascade.namedParameters()) {
      let isMoved = old.notEqual(new).any().item() == 1
      let isAbove = ["trunk.layers.1", "trunk.layers.2", "heads.chunk"].contains { name.hasPrefix($0) }
      #expect(isMoved != isAbove, "\(name)")
    }
  }

  @Test func allTasksAtTheLastLayerAreHardSharing() throws {
    let (top, hard) = (try network("layer-assignment", ["pos": 3, "chunk": 3]), try network("hard"))
    for (a, b) in zip(top.stateDictionary(), hard.stateDictionary()) {
      #expect(a.name == b.name && a.tensor.equal(b.tensor).all().item() == 1)
    }
    for network in [top, hard] { network.eval() }
    for (task, output) in hard(x) { #expect(top(x)[task]!.equal(output).all().item() == 1) }
  }

  @Test func aLevelBelongsToTheTasksAbove() throws {
    let groups = try network("layer-assignment", ["pos": 1, "chunk": 3]).groups
    #expect(groups.map(\.tasks) == [["pos", "chunk"], ["chunk"], ["chunk"], ["pos"], ["chunk"]])
    #expect(groups[0].parameters.first?.name == "trunk.embeddings.0.weight")
  }
}
