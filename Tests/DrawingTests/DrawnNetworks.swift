import Backbones
import Sharing
import Tasks
import Torch

@testable import Drawing

/// Small networks of several schemes, with the samples on which they are drawn.
enum DrawnNetworks {
  static func generator() -> Generator { Generator(seed: 3) }

  static func heads(_ size: Int, _ tasks: [String], _ generator: Generator) -> [(task: String, head: any UnaryLayer)] {
    tasks.map { ($0, Linear(size, 1, generator: generator)) }
  }

  /// A trunk of two layers, 5 → 6 → 4, and a head for each task.
  static func hard(_ tasks: [String] = ["a", "b"]) -> HardSharing {
    let generator = generator()
    return HardSharing(trunk: MLP(5, hidden: [6, 4], generator: generator), heads: heads(4, tasks, generator))
  }

  /// MTAN on a SegNet of two levels.
  static func attention() -> AttentionSharing {
    let generator = generator()
    return AttentionSharing(
      trunk: SegNet(widths: [4, 6], generator: generator),
      heads: ["a", "b"].map { ($0, Conv2d(4, 1, kernel: 1, generator: generator)) }, generator: generator)
  }

  static func vectors(_ tasks: [String] = ["a", "b"], samples: Int = 3, size: Int = 5) -> TracedBatch {
    TracedBatch(Inputs(Tensor.randn([samples, size], generator: generator())), tasks: tasks)
  }

  static func images(_ tasks: [String] = ["a", "b"], samples: Int = 2, height: Int = 16, width: Int = 16) -> TracedBatch
  {
    TracedBatch(Inputs(Tensor.randn([samples, 3, height, width], generator: generator())), tasks: tasks)
  }

  static func drawing(of network: any MultiTaskNetwork, on batch: TracedBatch, depth: Int? = nil) throws -> Drawing {
    try Drawing(of: network, on: [batch], title: "test", depth: depth)
  }
}

/// Two towers, each task's own, whose features a matrix of numbers mixes: a cross-stitch.
final class Stitched: Module, MultiTaskNetwork {
  let tasks = ["a", "b"]
  let towers: [Linear]
  @Parameter var stitch: Tensor
  let heads: [Linear]

  init(generator: Generator) {
    towers = (0..<2).map { _ in Linear(5, 4, generator: generator) }
    stitch = Tensor([0.9, 0.1, 0.1, 0.9] as [Float]).view([2, 2])
    heads = (0..<2).map { _ in Linear(4, 1, generator: generator) }
  }

  func callAsFunction(_ x: Tensor) -> TaskTensors {
    let features = towers.map { $0(x).relu() }
    let mixed = (0..<2).map { task in
      features[0] * stitch.select(0, index: task).select(0, index: 0)
        + features[1] * stitch.select(0, index: task).select(0, index: 1)
    }
    return ["a": heads[0](mixed[0]), "b": heads[1](mixed[1])]
  }

  var groups: [SharingGroup] {
    [SharingGroup(tasks, .balanced, parameters(below: "towers", "stitch"))]
      + tasks.enumerated().map { SharingGroup([$1], .own, parameters(below: "heads.\($0)")) }
  }
  var lastSharedParameters: [(name: String, tensor: Tensor)] { [] }
}

/// Experts that a gate of each task weighs.
final class Mixture: Module, MultiTaskNetwork {
  let tasks: [String]
  let experts: [Linear]
  let gates: ModuleDictionary
  let heads: ModuleDictionary
  /// Whether the groups leave out that the second task reads the experts, too.
  var isLying = false
  /// Whether the gates are in no group.
  var hidesGates = false

  init(_ tasks: [String] = ["a", "b"], experts count: Int = 3, generator: Generator) {
    self.tasks = tasks
    experts = (0..<count).map { _ in Linear(5, 4, generator: generator) }
    gates = ModuleDictionary(tasks.map { ($0, Linear(5, count, generator: generator)) })
    heads = ModuleDictionary(tasks.map { ($0, Linear(4, 1, generator: generator)) })
  }

  func callAsFunction(_ x: Tensor) -> TaskTensors {
    let features = Tensor.stack(experts.map { $0(x).relu() }, 1)
    return TaskTensors(
      uniqueKeysWithValues: tasks.map { task in
        let gate = (gates[task] as! Linear)(x).softmax(1).unsqueeze(2)
        return (task, (heads[task] as! Linear)((features * gate).sum([1])))
      })
  }

  var groups: [SharingGroup] {
    [SharingGroup(isLying ? Array(tasks.prefix(1)) : tasks, isLying ? .own : .balanced, parameters(below: "experts"))]
      + (hidesGates ? ownGroups(below: "heads") : ownGroups(below: "gates", "heads"))
  }
  var lastSharedParameters: [(name: String, tensor: Tensor)] { [] }
}
