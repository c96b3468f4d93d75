import Testing
import Torch

@testable import Backbones

@Suite struct TrunkShapeTests {
  /// A trunk with an input that fits and one that does not, with the error that should follow.
  struct Example: CustomTestStringConvertible, Sendable {
    let name: String
    let make: @Sendable (Generator) -> any Trunk
    let input: [Int]
    let features: Features
    let misfit: [Int]
    let error: String

    var testDescription: String { name }
  }

  static let examples = [
    Example(
      name: "MLP", make: { MLP(21, hidden: [64, 8], generator: $0) }, input: [21], features: .vector(8), misfit: [20],
      error: "the input of MLP should be [21]. Found [20]."),
    Example(
      name: "LeNet 28", make: { LeNet(generator: $0) }, input: [1, 28, 28], features: .vector(50), misfit: [1, 36, 36],
      error: "the input of LeNet should be [1, 28, 28]. Found [1, 36, 36]."),
    Example(
      name: "LeNet 36", make: { LeNet(side: 36, channelDropout: 0.5, generator: $0) }, input: [1, 36, 36],
      features: .vector(50), misfit: [3, 36, 36], error: "the input of LeNet should be [1, 36, 36]. Found [3, 36, 36]."),
    Example(
      name: "SegNet", make: { SegNet(widths: [4, 8], generator: $0) }, input: [3, 8, 12],
      features: .map(channels: 4, stride: 1), misfit: [3, 8, 10],
      error: "the input's sides should be multiples of 4 for SegNet with 2 blocks. Found [3, 8, 10]."),
    Example(
      name: "ResNet18", make: { ResNet(.resnet18, generator: $0) }, input: [3, 32, 40], features: .vector(512),
      misfit: [1, 32, 40], error: "the input of ResNet18 should be [3, height, width]. Found [1, 32, 40]."),
  ]

  @Test(arguments: examples) func givesTheFeaturesThatItPromises(_ example: Example) throws {
    let generator = Generator(seed: 1)
    let trunk = example.make(generator)
    #expect(trunk.features == example.features)
    let output = trunk(Tensor.randn([2] + example.input, generator: generator))
    #expect(output.shape == [2] + (try trunk.outputShape(for: example.input)))
    switch example.features {
    case .vector(let size): #expect(output.shape == [2, size])
    case .map(let channels, let stride):
      #expect(output.shape == [2, channels, example.input[1] / stride, example.input[2] / stride])
    }
  }

  @Test(arguments: examples) func anInputThatDoesNotFitIsRefusedWithBothShapes(_ example: Example) {
    let trunk = example.make(Generator(seed: 1))
    #expect { try trunk.outputShape(for: example.misfit) } throws: { "\($0)" == example.error }
    let batch = Tensor.zeros([2] + example.misfit)
    #expect { try withTorchErrors { trunk(batch) } } throws: { "\($0)" == example.error }
  }

  @Test(arguments: examples) func everyParameterReceivesAGradient(_ example: Example) {
    let generator = Generator(seed: 2)
    let trunk = example.make(generator)
    trunk(Tensor.randn([4] + example.input, generator: generator)).square().sum().backward()
    for (name, tensor) in trunk.namedParameters() { #expect(tensor.grad != nil, "\(name)") }
  }

  @Test(arguments: examples) func theSameSeedGivesTheSameNetwork(_ example: Example) {
    let first = example.make(Generator(seed: 3)).stateDictionary()
    let second = example.make(Generator(seed: 3)).stateDictionary()
    for (a, b) in zip(first, second) { #expect(a.tensor.equal(b.tensor).all().item() == 1, "\(a.name)") }
    let other = example.make(Generator(seed: 4)).stateDictionary()
    #expect(zip(first, other).contains { $0.tensor.equal($1.tensor).all().item() == 0 })
  }
}
