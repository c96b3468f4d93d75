import Testing
import Torch

private final class Scale: Module, UnaryLayer {
  @Parameter("gain") var weight: Tensor = Tensor.ones([2, 3])
  @Parameter var bias: Tensor?
  @Buffer("running_mean") var mean: Tensor = Tensor.zeros([3])

  func callAsFunction(_ x: Tensor) -> Tensor { x * weight }
}

private final class Network: Module {
  let first = Scale()
  let blocks = [Scale(), Scale()]
  @Named("downsample") var shortcut: Sequential? = Sequential(Scale(), Scale())
}

@Suite struct ModuleTests {
  @Test func namesFollowThePropertiesAndTheirKeys() {
    #expect(
      Network().stateDictionary().map(\.name) == [
        "first.gain", "first.running_mean", "blocks.0.gain", "blocks.0.running_mean", "blocks.1.gain",
        "blocks.1.running_mean", "downsample.0.gain", "downsample.0.running_mean", "downsample.1.gain",
        "downsample.1.running_mean",
      ])
    #expect(Network().namedParameters().allSatisfy { $0.tensor.requiresGrad })
  }

  @Test func loadingIsStrict() throws {
    let network = Network()
    var state = Dictionary(uniqueKeysWithValues: network.stateDictionary().map { ($0.name, $0.tensor.detach() * 5) })
    try network.load(state)
    #expect(network.first.weight.sum().item() == 30)
    state["first.gain"] = Tensor.ones([4])
    #expect { try network.load(state) } throws: {
      "\($0)" == "`first.gain` in the state should have the shape [2, 3]. Found [4]."
    }
    state["first.gain"] = nil
    #expect { try network.load(state) } throws: { "\($0)".hasPrefix("the state should hold `first.gain`. Found ") }
    state["first.gain"] = Tensor.ones([2, 3])
    state["extra"] = Tensor.ones([1])
    #expect { try network.load(state) } throws: { "\($0)".hasSuffix("Found also `extra`.") }
  }

  @Test func castingKeepsTheParametersIdentity() {
    let network = Network()
    let before = network.first.weight
    network.to(.float64)
    #expect(before.dtype == .float64)
    #expect(before === network.first.weight)
  }

  @Test func modesAndFreezingReachEveryPart() {
    let network = Network()
    network.eval()
    #expect(network.modules().allSatisfy { !$0.isTraining })
    network.freeze()
    #expect(network.parameters.allSatisfy { !$0.requiresGrad })
  }
}
