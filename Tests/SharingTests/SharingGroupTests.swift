import Backbones
import TestSupport
import Testing
import Torch

@testable import Sharing

/// Which tasks move which parameters, as networks state it and as their gradients show it.
@Suite struct SharingGroupTests {
  private func heads(_ size: Int, _ tasks: [String], _ generator: Generator) -> [(task: String, head: any UnaryLayer)] {
    tasks.map { ($0, Linear(size, 1, generator: generator)) }
  }

  private func image(_ generator: Generator) -> Tensor { Tensor.randn([4, 3, 32, 32], generator: generator) }

  /// Checks, for each task, that its output moves the parameters of its groups and no other.
  private func check(_ network: any MultiTaskNetwork, _ inputs: (String) -> Tensor) {
    let all = network.namedParameters()
    let stated = network.groups.flatMap(\.parameters)
    #expect(stated.map(\.name).sorted() == all.map(\.name).sorted(), "every parameter should be in one group")
    for task in network.tasks {
      let output = network.outputs(Inputs(inputs(task)), tasks: [task])[task]!
      let gradients = Tensor.grad(of: [output.square().sum()], respectTo: all.map(\.tensor), allowUnused: true)
      let moved = Set(zip(all, gradients).filter { $0.1 != nil }.map { $0.0.name })
      let ofTask = Set(network.groups.filter { $0.tasks.contains(task) }.flatMap(\.parameters).map(\.name))
      #expect(moved == ofTask, "\(task): \(moved.symmetricDifference(ofTask).sorted())")
    }
  }

  @Test func hardSharingStatesWhatMovesWhat() {
    let generator = Generator(seed: 1)
    let network = HardSharing(
      trunk: MLP(5, hidden: [6, 4], generator: generator), heads: heads(4, ["a", "b.c"], generator))
    check(network) { _ in Tensor.randn([3, 5], generator: generator) }
    #expect(network.groups.map(\.role) == [.balanced, .own, .own])
  }

  @Test func attentionStatesWhatMovesWhat() throws {
    let generator = Generator(seed: 1)
    let trunk = SegNet(widths: [4, 6], generator: generator)
    let network = AttentionSharing(
      trunk: trunk, heads: ["a", "b"].map { ($0, Conv2d(4, 1, kernel: 1, generator: generator)) }, generator: generator)
    check(network) { _ in image(generator) }
    #expect(network.groups.map(\.role) == [.balanced, .joint, .own, .own])
  }

  @Test func stemsAreSharedByTheTasksOfTheirSet() {
    let generator = Generator(seed: 1)
    let network = StemSharing(
      stems: [
        ("rows", ["x", "y"], Linear(5, 6, generator: generator)),
        ("pairs", ["z"], Linear(2, 6, generator: generator)),
      ], trunk: MLP(6, hidden: [7], generator: generator), heads: heads(7, ["x", "y", "z"], generator))
    check(network) { Tensor.randn([3, $0 == "z" ? 2 : 5], generator: generator) }
    #expect(network.groups.map(\.tasks) == [["x", "y"], ["z"], ["x", "y", "z"], ["x"], ["y"], ["z"]])
    #expect(network.sharedParameters.map(\.name).first == "stems.rows.weight")
    #expect(network.lastSharedParameters.map(\.name) == ["trunk.layers.0.weight", "trunk.layers.0.bias"])
  }

  @Test func tasksOfTwoSetsCannotBeAskedForTogether() throws {
    let generator = Generator(seed: 1)
    let network = StemSharing(
      stems: [
        ("rows", ["x"], Linear(5, 6, generator: generator)), ("pairs", ["z"], Linear(2, 6, generator: generator)),
      ], trunk: MLP(6, hidden: [7], generator: generator), heads: heads(7, ["x", "z"], generator))
    let error = #expect(throws: TorchError.self) {
      try withTorchErrors { _ = network.outputs(Inputs(Tensor.zeros([1, 5])), tasks: ["x", "z"]) }
    }
    #expect(error?.message == "the tasks of a batch should be of one data set. Found [\"x\", \"z\"].")
  }

  @Test func someTasksAreThoseOfAllToTheBit() {
    let generator = Generator(seed: 1)
    let network = HardSharing(
      trunk: MLP(5, hidden: [6], generator: generator), heads: heads(6, ["a", "b", "c"], generator))
    let x = Tensor.randn([3, 5], generator: generator)
    let all = network(x), some = network.outputs(Inputs(x), tasks: ["c", "a"])
    #expect(Array(some.keys) == ["c", "a"])
    for (task, output) in some { #expect(output.array(of: Float.self) == all[task]!.array(of: Float.self)) }
  }
}
