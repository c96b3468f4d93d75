import Backbones
import Components
import TestSupport
import Testing
import Torch

@testable import Sharing

@Suite struct ActivationMapsTests {
  private func network(tasks: Int = 2, sharing: String = "hard") throws -> any MultiTaskNetwork {
    let generator = Generator(seed: 3)
    let trunk = StridedCNN(3, filters: [6, 5], isNormalised: true, generator: generator)
    let network = HardSharing(
      trunk: trunk,
      heads: (0..<tasks).map { ("task\($0)", PooledHead(5, outputs: $0 + 1, generator: generator)) })
    network.eval()
    return network
  }

  /// Mean of the map plus bias is the answer, for a few heads and for so many that they are computed as one.
  @Test(arguments: [2, 6]) func theMeanOfAMapAndTheBiasAreTheAnswer(tasks: Int) throws {
    let network = try network(tasks: tasks),
      inputs = Inputs(Tensor.randn([4, 3, 16, 12], generator: Generator(seed: 1)))
    let outputs = network.outputs(inputs, tasks: network.tasks)
    for task in network.tasks {
      let maps = try network.activationMaps(inputs, of: task)
      #expect(maps.shape == [4, outputs[task]!.size(1), 4, 3])
      let bias = try #require(network.namedParameters().first { $0.name == "heads.\(task).2.bias" }).tensor
      let means = maps.mean([2, 3]) + bias
      #expect(isClose((means - outputs[task]!).abs().max().item(), 0, .absolute(1e-5)))
    }
  }

  @Test func aNetworkWhoseTasksKeepWeightsOfTheirOwnHasMapsToo() throws {
    let (one, two) = (try network(), try network())
    let kept = NetworkPerTask([(["task0"], one), (["task1"], two)], tasks: ["task0", "task1"])
    let inputs = Inputs(Tensor.randn([1, 3, 8, 8], generator: Generator(seed: 1)))
    let difference = try kept.activationMaps(inputs, of: "task1") - two.activationMaps(inputs, of: "task1")
    #expect(difference.abs().max().item() == 0)
  }

  @Test func aNetworkWithoutAMapBeforeTheMeanIsRefused() throws {
    let generator = Generator(seed: 0)
    let network = HardSharing(
      trunk: MLP(4, hidden: [5], generator: generator), heads: [("a", Linear(5, 1, generator: generator))])
    #expect(
      errorText { try network.activationMaps(Inputs(Tensor.zeros([1, 4])), of: "a") }
        == "Heat maps should be of a task whose head takes the mean of a map that all tasks share. Found another network for `a`."
    )
    #expect(
      errorText { try network.activationMaps(Inputs(Tensor.zeros([1, 4])), of: "b") }
        == "The task of heat maps should be one of a. Found `b`.")
  }
}
