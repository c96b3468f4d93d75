import Backbones
import Sharing
import Testing
import Tasks
import Torch

/// A trunk that the library does not know.
private final class Tower: Module, Trunk {
  let features = Features.vector(32)
  let first: Linear
  let second: Linear

  init(_ inputs: Int, generator: Generator) {
    first = Linear(inputs, 64, generator: generator)
    second = Linear(64, 32, generator: generator)
  }

  func callAsFunction(_ x: Tensor) -> Tensor { second(first(x).relu()).relu() }
}

/// A head that the library does not know: its output is positive.
private final class PositiveHead: Module, UnaryLayer {
  let linear: Linear

  init(_ inputs: Int, generator: Generator) { linear = Linear(inputs, 1, generator: generator) }

  func callAsFunction(_ x: Tensor) -> Tensor { linear(x).softplus() }
}

/// A way to share that the library does not know: a tower for each task, and each sees the mean of both.
private final class Averaging: Module, MultiTaskNetwork {
  let tasks = ["a", "b"]
  let towers: [Tower]
  let heads: [Linear]

  init(generator: Generator) {
    towers = (0..<2).map { _ in Tower(4, generator: generator) }
    heads = (0..<2).map { _ in Linear(32, 1, generator: generator) }
  }

  func callAsFunction(_ x: Tensor) -> TaskTensors {
    let mean = (towers[0](x) + towers[1](x)) * 0.5
    return ["a": heads[0](mean), "b": heads[1](mean)]
  }

  var groups: [SharingGroup] {
    [SharingGroup(tasks, .balanced, parameters(below: "towers"))]
      + tasks.enumerated().map { SharingGroup([$1], .own, parameters(below: "heads.\($0)")) }
  }
  var lastSharedParameters: [(name: String, tensor: Tensor)] {
    sharedParameters.filter { $0.name.contains(".second.") }
  }
}

@Suite struct OwnNetworkTests {
  private let generator = Generator(seed: 7)

  @Test func ownTrunkAndHeadsTakeAFewLines() throws {
    let trunk = Tower(4, generator: generator)
    let network = HardSharing(
      trunk: trunk,
      heads: [
        ("price", PositiveHead(32, generator: generator)),
        ("kind", try Heads.all.choose("usual").head(on: trunk.features, outputs: 3, generator: generator)),
      ])
    let outputs = network(Tensor.randn([5, 4], generator: generator))
    #expect(outputs["price"]!.min().item() > 0)
    #expect(outputs["kind"]!.shape == [5, 3])
    #expect(network.lastSharedParameters.map(\.name) == ["trunk.second.weight", "trunk.second.bias"])
    #expect(network.parameters(of: "price").map(\.name) == ["heads.price.linear.weight", "heads.price.linear.bias"])
  }

  @Test func anotherWayToShareConformsToTheSameProtocol() {
    let network: any MultiTaskNetwork = Averaging(generator: generator)
    #expect(Array(network(Tensor.zeros([2, 4])).keys) == network.tasks)
    #expect(network.lastSharedParameters.count == 4)
    #expect(network.sharedParameters.count + network.parameters(of: "a").count * 2 == network.parameters.count)
  }
}
