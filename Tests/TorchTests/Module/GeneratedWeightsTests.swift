import TestSupport
import Testing

@testable import Torch

@Suite struct GeneratedWeightsTests {
  private let generator = Generator(seed: 1)

  private func network() -> Sequential {
    Sequential(Linear(3, 4, generator: generator), ReLU(), Linear(4, 2, generator: generator))
  }

  @Test func aPassComputesWithTheValuesAndGradientsFlowToThem() throws {
    let network = network(), x = Tensor.randn([5, 3], generator: generator)
    let generated = try GeneratedWeights(["0.weight"], of: network)
    let source = Tensor.randn([4, 3], generator: generator).requiringGrad(true)
    let output = generated.replaced(by: [source * 2]) { network(x) }
    output.sum().backward()
    let plain = self.network()
    try plain.load(Dictionary(uniqueKeysWithValues: network.stateDictionary().map { ($0.name, $0.tensor) }))
    withoutGradients { _ = plain.stateDictionary()[0].tensor.copyInPlace(source * 2) }
    plain(x).sum().backward()
    func numbers(_ tensor: Tensor) -> [Double] { tensor.detach().array(of: Double.self) }
    #expect(isClose(numbers(source.grad! / 2), numbers(plain.parameters[0].grad!), .relative(1e-6)))
    #expect(numbers(output) == numbers(plain(x)))
  }

  @Test func theModuleKeepsItsNamesAndHoldsTheLastValuesAsBuffers() throws {
    let network = network(), names = network.stateDictionary().map(\.name)
    let generated = try GeneratedWeights(["2.weight"], of: network)
    let value = Tensor.randn([2, 4], generator: generator)
    _ = generated.replaced(by: [value + 0]) { network(Tensor.zeros([1, 3])) }
    #expect(network.stateDictionary().map(\.name) == names)
    #expect(network.namedParameters().map(\.name) == ["0.weight", "0.bias", "2.bias"])
    #expect(network.namedBuffers().map(\.name) == ["2.weight"])
    #expect(network.namedBuffers()[0].tensor.array(of: Float.self) == value.array(of: Float.self))
  }

  @Test func aWholeStackIsGenerated() throws {
    let layers = (0..<3).map { _ in Linear(2, 1, generator: generator) }
    let stack = try #require(ParameterStack(layers.map(\.weight)))
    let container = Sequential(layers)
    let generated = try GeneratedWeights(["1.weight", "0.weight", "2.weight"], of: container)
    let source = Tensor.randn([3, 1, 2], generator: generator).requiringGrad(true)
    // The second weight is named first.
    let values = [1, 0, 2].map { source.select(0, index: $0) }
    let sum = generated.replaced(by: values) {
      (stack.whole * Tensor([1.0, 10, 100]).to(.float32).view([3, 1, 1])).sum()
    }
    sum.backward()
    #expect(stack.holds)
    #expect(source.grad!.array(of: Float.self) == [1, 1, 10, 10, 100, 100])
    #expect(layers[1].weight.array(of: Float.self) == Array(source.detach().array(of: Float.self)[2..<4]))
  }

  @Test func aWholeStackIsOneTensor() throws {
    let layers = (0..<3).map { _ in Linear(2, 1, generator: generator) }
    let stack = try #require(ParameterStack(layers.map(\.weight)))
    let generated = try GeneratedWeights(["0.weight", "1.weight", "2.weight"], of: Sequential(layers))
    #expect(generated.areStacked)
    let source = Tensor.randn([3, 1, 2], generator: generator).requiringGrad(true)
    generated.replaced(byStack: source * 2) { stack.whole.square().sum() }.backward()
    #expect(source.grad!.array(of: Float.self) == (source.detach() * 8).array(of: Float.self))
    #expect(layers[2].weight.array(of: Float.self) == Array((source.detach() * 2).array(of: Float.self)[4...]))
    #expect(throws: TorchError.self) {
      try withTorchErrors { _ = generated.replaced(byStack: Tensor.zeros([3, 2])) { Tensor.zeros([1]) } }
    }
  }

  @Test func aStackOfWhichSomePartsAreGeneratedDissolves() throws {
    let layers = (0..<3).map { _ in Linear(2, 1, generator: generator) }
    let stack = try #require(ParameterStack(layers.map(\.weight)))
    let generated = try GeneratedWeights(["1.weight"], of: Sequential(layers))
    #expect(!stack.holds)
    let output = generated.replaced(by: [Tensor.ones([1, 2])]) { layers[1](Tensor.ones([1, 2])) - layers[1].bias! }
    #expect(output.item() == 2)
  }

  @Test func anUnknownNameAndAnotherShapeAreErrors() throws {
    let network = network()
    #expect(throws: StateError.self) { try GeneratedWeights(["1.weight"], of: network) }
    let generated = try GeneratedWeights(["0.weight"], of: network)
    #expect(throws: StateError.self) { try GeneratedWeights(["0.weight"], of: network) }
    #expect(throws: TorchError.self) {
      try withTorchErrors { _ = generated.replaced(by: [Tensor.zeros([3, 3])]) { network(Tensor.zeros([1, 3])) } }
    }
  }
}
