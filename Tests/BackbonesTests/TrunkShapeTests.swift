import Components
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
      name: "residual U-Net", make: { ResidualUNet(2, widths: [4, 6, 8], generator: $0) }, input: [2, 4, 8, 12],
      features: .volume(channels: 4, stride: 1), misfit: [2, 4, 8, 10],
      error: "the input's sides should be multiples of 4 for ResidualUNet with 3 levels. Found [2, 4, 8, 10]."),
    Example(
      name: "residual U-Net of one level", make: { ResidualUNet(1, widths: [5], generator: $0) }, input: [1, 3, 5, 7],
      features: .volume(channels: 5, stride: 1), misfit: [3, 5, 7],
      error: "the input of ResidualUNet should be [1, depth, height, width]. Found [3, 5, 7]."),
    Example(
      name: "strided convolutions", make: { StridedCNN(1, generator: $0) }, input: [1, 16, 12],
      features: .map(channels: 20, stride: 4), misfit: [1, 16, 14],
      error: "the input's sides should be multiples of 4 for StridedCNN with 2 layers. Found [1, 16, 14]."),
    Example(
      name: "normalised strided convolutions",
      make: { StridedCNN(3, filters: [4, 6, 8], kernel: 5, isNormalised: true, dropout: 0.3, generator: $0) },
      input: [3, 8, 16], features: .map(channels: 8, stride: 8), misfit: [1, 8, 16],
      error: "the input of StridedCNN should be [3, height, width]. Found [1, 8, 16]."),
    Example(
      name: "SegNet", make: { SegNet(widths: [4, 8], generator: $0) }, input: [3, 8, 12],
      features: .map(channels: 4, stride: 1), misfit: [3, 8, 10],
      error: "the input's sides should be multiples of 4 for SegNet with 2 blocks. Found [3, 8, 10]."),
    Example(
      name: "ResNet-18", make: { ResNet(.resnet18, generator: $0) }, input: [3, 32, 40], features: .vector(512),
      misfit: [1, 32, 40], error: "the input of ResNet-18 should be [3, height, width]. Found [1, 32, 40]."),
    Example(
      name: "ResNet-50", make: { ResNet(.resnet50, generator: $0) }, input: [3, 32, 40], features: .vector(2048),
      misfit: [3, 0, 40], error: "the input's sides should be positive. Found [3, 0, 40]."),
    Example(
      name: "dilated ResNet-34", make: { ResNet(.resnet34, outputStride: .eight, generator: $0) }, input: [3, 32, 40],
      features: .map(channels: 512, stride: 8), misfit: [3, 32, 36],
      error: "the input's sides should be multiples of 8 for a dilated ResNet-34. Found [3, 32, 36]."),
    Example(
      name: "ResNet-50 at stride 16", make: { ResNet(.resnet50, outputStride: .sixteen, generator: $0) },
      input: [3, 32, 48], features: .map(channels: 2048, stride: 16), misfit: [3, 32, 40],
      error: "the input's sides should be multiples of 16 for a dilated ResNet-50. Found [3, 32, 40]."),
    Example(
      name: "LSTM", make: { LSTMEncoder(6, generator: $0) }, input: [12, 6], features: .sequence(128), misfit: [12, 5],
      error: "the input of LSTMEncoder should be [length, 6]. Found [12, 5]."),
    Example(
      name: "CNN", make: { CNNEncoder(6, length: 21, generator: $0) }, input: [21, 6], features: .vector(256 * 2),
      misfit: [22, 6], error: "the input of CNNEncoder should be [21, 6]. Found [22, 6]."),
    Example(
      name: "Transformer", make: { TransformerEncoder(16, length: 9, generator: $0) }, input: [9, 16],
      features: .sequence(16, whole: .mean), misfit: [16, 9],
      error: "the input of TransformerEncoder should be [9, 16]. Found [16, 9]."),
    Example(
      name: "LSTM of events", make: { events("lstm", 12, $0) }, input: [12, 6], features: .vector(128),
      misfit: [12, 5],
      error: "the input of LSTMEncoder should be [length, 6]. Found [12, 5]."),
    Example(
      name: "LSTM of events, for each", make: { events("lstm", 12, isDense: true, $0) }, input: [12, 6],
      features: .sequence(128), misfit: [12, 5], error: "the input of LSTMEncoder should be [length, 6]. Found [12, 5]."
    ),
    Example(
      name: "CNN of events", make: { events("cnn", 21, $0) }, input: [21, 6], features: .vector(256 * 2),
      misfit: [22, 6], error: "the input of CNNEncoder should be [21, 6]. Found [22, 6]."),
    Example(
      name: "Transformer of events", make: { events("transformer", 9, $0) }, input: [9, 6], features: .vector(128),
      misfit: [6, 9], error: "the input of TransformerEncoder should be [9, 6]. Found [6, 9]."),
    Example(
      name: "Transformer of events, for each", make: { events("transformer", 9, isDense: true, $0) }, input: [9, 6],
      features: .sequence(128, whole: .mean), misfit: [6, 9],
      error: "the input of TransformerEncoder should be [9, 6]. Found [6, 9]."),
  ]

  /// The trunk of a name for events with three columns of codes.
  private static func events(
    _ name: String, _ length: Int, isDense: Bool = false, _ generator: Generator
  ) -> any Trunk {
    let codes: [InputDescription.Column] = [.code(5), .code(6), .code(7)]
    let events = InputDescription.sequence(length: length, columns: codes + [.number, .number, .number])
    return try! Trunks.all.choose(name).trunk(for: events, isDense: isDense, generator: generator)
  }

  /// Numbers from 0 to 4, which are codes as well.
  private static func batch(_ count: Int, _ example: Example, _ generator: Generator) -> Tensor {
    Tensor.rand([count] + example.input, generator: generator) * 4
  }

  @Test(arguments: examples) func givesTheFeaturesThatItPromises(_ example: Example) throws {
    let generator = Generator(seed: 1)
    let trunk = example.make(generator)
    #expect(trunk.features == example.features)
    let output = trunk(Self.batch(2, example, generator))
    #expect(output.shape == [2] + (try trunk.outputShape(for: example.input)))
    switch example.features {
    case .vector(let size): #expect(output.shape == [2, size])
    case .map(let channels, let stride):
      #expect(output.shape == [2, channels, example.input[1] / stride, example.input[2] / stride])
    case .volume(let channels, let stride):
      #expect(output.shape == [2, channels] + example.input.dropFirst().map { $0 / stride })
    case .sequence(let size, _): #expect(output.shape == [2, example.input[0], size])
    }
    #expect(example.features.whole(output).shape == [2, example.features.size])
  }

  /// A residual U-Net joins levels of different sizes, and so is no chain of stages.
  static let staged = examples.filter { !$0.name.hasPrefix("residual U-Net") }

  @Test(arguments: staged) func everyStageMakesTheFeaturesThatItPromises(_ example: Example) throws {
    let generator = Generator(seed: 1)
    let trunk = try #require(example.make(generator) as? any StagedTrunk), stages = trunk.stages
    // Multiples of 32 give every stage of a residual network a map of whole strides.
    let input = trunk is ResNet ? [3, 32, 64] : example.input
    let outputs = trunk.stageOutputs(Tensor.rand([2] + input, generator: generator) * 4)
    for (stage, output) in zip(stages, outputs) {
      switch stage.features {
      case .vector(let size)?: #expect(output.shape == [2, size], "\(stage.name)")
      case .map(let channels, let stride)?:
        #expect(output.shape == [2, channels, input[1] / stride, input[2] / stride], "\(stage.name)")
      case .volume(let channels, let stride)?:
        #expect(output.shape == [2, channels] + input.dropFirst().map { $0 / stride }, "\(stage.name)")
      case .sequence(let size, _)?: #expect(output.shape == [2, input[0], size], "\(stage.name)")
      case nil: break
      }
    }
    #expect(stages.last?.features == example.features)
    let names = trunk.namedParameters().map(\.name)
    for stage in stages { #expect(names.contains { $0.hasPrefix(stage.name + ".") }, "\(stage.name)") }
    #expect(stages.flatMap(\.modules).flatMap(\.parameters).count == trunk.parameters.count)
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
    trunk(Self.batch(4, example, generator)).square().sum().backward()
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
