import Testing
import Torch

@Suite struct ParameterStackTests {
  /// Three layers of one shape, and what they give.
  private struct Layers {
    let layers: [Linear]
    let network: Sequential
    let input: Tensor

    init() {
      let generator = Generator(seed: 3)
      layers = (0..<3).map { _ in Linear(4, 2, generator: generator) }
      network = Sequential(layers)
      input = Tensor.randn([5, 4], generator: generator)
    }

    /// A stack of the weights.
    func stack() throws -> ParameterStack { try #require(ParameterStack(layers.map(\.weight))) }

    /// Σ over layers of the layer's place times its outputs, computed one by one.
    var sum: Tensor {
      layers.enumerated().map { layer in Double(layer.offset + 1) * layer.element(input).sum() }.reduce(
        Tensor(scalar: 0, dtype: .float32), +)
    }
  }

  @Test func partsKeepNamesValuesAndIdentity() throws {
    let layers = Layers()
    let before = layers.network.stateDictionary().map { ($0.name, $0.tensor.array(of: Float.self)) }
    let tensors = layers.network.parameters.map(ObjectIdentifier.init)
    let stack = try layers.stack()
    let after = layers.network.stateDictionary().map { ($0.name, $0.tensor.array(of: Float.self)) }
    #expect(before.map(\.0) == after.map(\.0) && before.map(\.1) == after.map(\.1))
    #expect(layers.network.parameters.map(ObjectIdentifier.init) == tensors)
    #expect(stack.whole.shape == [3, 2, 4])
  }

  @Test func gradientsOfPartsAreThoseOfTheWhole() throws {
    let apart = Layers(), together = Layers()
    let stack = try together.stack()
    for layers in [apart, together] { layers.sum.backward() }
    for (a, b) in zip(apart.layers, together.layers) {
      #expect(a.weight.grad?.array(of: Float.self) == b.weight.grad?.array(of: Float.self))
    }
    #expect(stack.whole.grad?.shape == [3, 2, 4])
    let found = Tensor.grad(of: [together.sum], respectTo: together.layers.map(\.weight))
    #expect(found.map { $0?.array(of: Float.self) } == apart.layers.map { $0.weight.grad?.array(of: Float.self) })
  }

  @Test func optimisersMakeTheSameUpdatesAndStates() throws {
    let apart = Layers(), together = Layers()
    _ = try together.stack()
    let optimizers = [apart, together].map { Adam([ParameterGroup("network", $0.network, learningRate: 0.1)]) }
    for _ in 0..<3 {
      for (layers, optimizer) in zip([apart, together], optimizers) {
        optimizer.zeroGradients()
        layers.sum.backward()
        optimizer.step()
      }
    }
    #expect(values(apart.network) == values(together.network))
    let states = optimizers.map { $0.state().tensors.mapValues { $0.array(of: Float.self) } }
    #expect(states[0] == states[1])
  }

  @Test func aStateOfSingleParametersContinuesAStack() throws {
    let apart = Layers(), together = Layers()
    _ = try together.stack()
    let first = Adam([ParameterGroup("network", apart.network, learningRate: 0.1)])
    apart.sum.backward()
    first.step()
    try together.network.load(
      Dictionary(uniqueKeysWithValues: apart.network.stateDictionary().map { ($0.name, $0.tensor.detach()) }))
    let second = Adam([ParameterGroup("network", together.network, learningRate: 0.1)])
    try second.load(first.state())
    for (layers, optimizer) in [(apart, first), (together, second)] {
      optimizer.zeroGradients()
      layers.sum.backward()
      optimizer.step()
    }
    #expect(values(apart.network) == values(together.network))
  }

  @Test func partsWithDifferentNumbersOfUpdatesDissolveTheStack() throws {
    let apart = Layers(), together = Layers()
    let stack = try together.stack()
    let first = Adam([ParameterGroup("network", apart.network, learningRate: 0.1)])
    apart.layers[0](apart.input).sum().backward()
    first.step()
    let second = Adam([ParameterGroup("network", together.network, learningRate: 0.1)])
    try second.load(first.state())
    #expect(!stack.holds)
    #expect(second.state().tensors["1.weight.step"]?.item() == 0)
  }

  @Test func aPartThatIsFrozenDissolvesTheStack() throws {
    let layers = Layers()
    let stack = try layers.stack()
    layers.sum.backward()
    let gradient = layers.layers[1].weight.grad?.array(of: Float.self)
    layers.layers[0].freeze()
    #expect(!stack.holds)
    #expect(!layers.layers[0].weight.requiresGrad && layers.layers[1].weight.requiresGrad)
    #expect(layers.layers[1].weight.grad?.array(of: Float.self) == gradient)
  }

  @Test func aGroupOfSomePartsDissolvesTheStack() throws {
    let layers = Layers()
    let stack = try layers.stack()
    let optimizer = SGD([ParameterGroup("first", layers.layers[0], learningRate: 1)])
    #expect(!stack.holds)
    let before = layers.layers[1].weight.array(of: Float.self)
    layers.sum.backward()
    optimizer.step()
    #expect(layers.layers[1].weight.array(of: Float.self) == before)
  }

  @Test func aStackThatDissolvesLaterKeepsTheOptimisersState() throws {
    let apart = Layers(), together = Layers()
    let stack = try together.stack()
    let optimizers = [apart, together].map { Adam([ParameterGroup("network", $0.network, learningRate: 0.1)]) }
    for step in 0..<3 {
      if step == 1 { together.network.parameters.dissolveStacks() }
      for (layers, optimizer) in zip([apart, together], optimizers) {
        optimizer.zeroGradients()
        layers.sum.backward()
        optimizer.step()
      }
    }
    #expect(!stack.holds)
    #expect(values(apart.network) == values(together.network))
  }

  @Test func castingAndFreezingAWholeNetworkKeepTheStack() throws {
    let layers = Layers()
    let stack = try layers.stack()
    layers.network.to(.float64)
    layers.network.freeze()
    #expect(stack.holds && stack.whole.dtype == .float64 && !stack.whole.requiresGrad)
    layers.network.unfreeze()
    layers.layers.map { $0(layers.input.to(.float64)).sum() }.reduce(Tensor(scalar: 0), +).backward()
    #expect(layers.layers[2].weight.grad?.dtype == .float64)
  }

  @Test func tensorsOfDifferentShapesAreNoStack() {
    #expect(ParameterStack([Tensor.zeros([2]).requiringGrad(), Tensor.zeros([3]).requiringGrad()]) == nil)
    let one = Tensor.zeros([2]).requiringGrad()
    #expect(ParameterStack([one, one]) == nil)
  }

  private func values(_ module: Module) -> [[Float]] { module.parameters.map { $0.array(of: Float.self) } }
}
