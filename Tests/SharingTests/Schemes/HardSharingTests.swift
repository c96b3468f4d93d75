import Backbones
import Testing
import Torch

@testable import Sharing

@Suite struct HardSharingTests {
  private let generator = Generator(seed: 0)

  private func network() throws -> HardSharing {
    let trunk = LeNet(generator: generator)
    return HardSharing(
      trunk: trunk,
      heads: [
        ("left", HiddenHead(50, outputs: 10, generator: generator)),
        ("right", Linear(50, 3, generator: generator)),
      ])
  }

  @Test func givesOneOutputForEachTaskInOrder() throws {
    let outputs = try network()(Tensor.zeros([5, 1, 28, 28]))
    #expect(Array(outputs.keys) == ["left", "right"])
    #expect(outputs["left"]!.shape == [5, 10])
    #expect(outputs["right"]!.shape == [5, 3])
  }

  @Test func parametersAreNamedByTrunkAndTask() throws {
    let network = try network()
    #expect(
      network.namedParameters().map(\.name) == [
        "trunk.conv1.weight", "trunk.conv1.bias", "trunk.conv2.weight", "trunk.conv2.bias", "trunk.fc.weight",
        "trunk.fc.bias", "heads.left.0.weight", "heads.left.0.bias", "heads.left.2.weight", "heads.left.2.bias",
        "heads.right.weight", "heads.right.bias",
      ])
  }

  @Test func everyParameterIsEitherSharedOrOneTasks() throws {
    let network = try network()
    let shared = network.sharedParameters.map(\.name)
    let own = network.tasks.flatMap { network.parameters(of: $0).map(\.name) }
    #expect(shared + own == network.namedParameters().map(\.name))
    #expect(network.lastSharedParameters.map(\.name) == ["trunk.fc.weight", "trunk.fc.bias"])
    #expect(network.parameters(of: "right").map(\.name) == ["heads.right.weight", "heads.right.bias"])
  }

  @Test func theParametersOfAllTasksAreThoseOfEach() throws {
    let network = try network()
    let own = network.ownParameters
    #expect(Set(own.keys) == ["left", "right"])
    for task in network.tasks { #expect(own[task]?.map(\.name) == network.parameters(of: task).map(\.name)) }
  }

  /// A head that counts how often its parts are asked for.
  private final class CountedHead: Module, UnaryLayer {
    private let layer: Linear
    private let count: () -> Void

    init(_ generator: Generator, _ count: @escaping () -> Void) {
      layer = Linear(50, 1, generator: generator)
      self.count = count
    }

    override var namedChildren: [(name: String, module: Module)]? {
      count()
      return [("layer", layer)]
    }

    func callAsFunction(_ x: Tensor) -> Tensor { layer(x) }
  }

  @Test func theParametersOfManyTasksTakeTwoWalks() {
    final class Counter { var value = 0 }
    let counter = Counter(), names = (0..<60).map { $0 == 7 ? "a.b" : "t\($0)" }
    let network = HardSharing(
      trunk: LeNet(generator: generator), heads: names.map { ($0, CountedHead(generator) { counter.value += 1 }) })
    _ = network.namedParameters()
    let walk = counter.value
    counter.value = 0
    let own = network.ownParameters
    // One for the trunk, one for all heads.
    #expect(counter.value == 2 * walk && walk > 0)
    #expect(own["a.b"]?.map(\.name) == ["heads.a%2Eb.layer.weight", "heads.a%2Eb.layer.bias"])
    #expect(own.values.allSatisfy { $0.count == 2 } && own.count == 60)
  }

  @Test func sharingIsStatedByConstructionNotByGradients() throws {
    let network = try network()
    let names = network.sharedParameters.map(\.name)
    network(Tensor.zeros([2, 1, 28, 28]))["right"]!.sum().backward()
    #expect(network.parameters(of: "left").allSatisfy { $0.tensor.grad == nil })
    #expect(network.sharedParameters.map(\.name) == names)
    network.freeze()
    #expect(network.sharedParameters.map(\.name) == names)
  }

  @Test func aTasksLossReachesTheTrunkAndItsOwnHeadAlone() throws {
    let network = try network()
    network(Tensor.randn([2, 1, 28, 28], generator: generator))["left"]!.square().sum().backward()
    #expect(network.sharedParameters.allSatisfy { $0.tensor.grad != nil })
    #expect(network.parameters(of: "left").allSatisfy { $0.tensor.grad != nil })
    #expect(network.parameters(of: "right").allSatisfy { $0.tensor.grad == nil })
  }

  @Test func aTaskAloneIsHardSharingWithOneHead() throws {
    let both = try network()
    let alone = HardSharing(trunk: both.trunk, heads: [("left", both.heads["left"] as! any UnaryLayer)])
    let x = Tensor.randn([3, 1, 28, 28], generator: generator)
    #expect((alone(x)["left"]! - both(x)["left"]!).abs().max().item() == 0)
    #expect(alone.sharedParameters.map(\.name) == both.sharedParameters.map(\.name))
  }

  @Test func headsCanBeAskedForARepresentationMadeBefore() throws {
    let network = try network()
    let x = Tensor.randn([3, 1, 28, 28], generator: generator)
    let outputs = network.outputs(from: network.represent(x))
    for (task, output) in network(x) { #expect((output - outputs[task]!).abs().max().item() == 0) }
  }
}
