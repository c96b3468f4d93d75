import Foundation
import Testing
import Torch

struct Recipe: Sendable {
  let name: String
  let make: @Sendable (Generator) -> Module

  init(_ name: String, _ make: @escaping @Sendable (Generator) -> Module) {
    self.name = name
    self.make = make
  }
}

@Suite struct InitialisationTests {
  private static let expected = try! SafeTensors.read(Fixtures.url("seed7.safetensors")).tensors

  /// Every layer draws the values that PyTorch draws from the same seed, in the same order.
  @Test(arguments: [
    Recipe("linear") { Linear(5, 4, generator: $0) },
    Recipe("conv2d") { Conv2d(4, 6, kernel: [3, 2], groups: 2, generator: $0) },
    Recipe("conv1d") { Conv1d(2, 3, kernel: 3, bias: false, generator: $0) },
    Recipe("conv_transpose2d") { ConvTranspose2d(4, 6, kernel: 3, groups: 2, generator: $0) },
    Recipe("embedding") { Embedding(5, 3, padding: 1, generator: $0) },
    Recipe("lstm") { LSTM(3, 4, layers: 2, bidirectional: true, generator: $0) },
    Recipe("gru") { GRU(3, 4, bias: false, generator: $0) },
    Recipe("attention") { MultiheadAttention(6, heads: 2, generator: $0) },
    Recipe("encoder") { TransformerEncoderLayer(6, heads: 2, feedForward: 8, generator: $0) },
    Recipe("sequential") {
      Sequential(
        Conv2d(3, 4, kernel: 3, generator: $0), BatchNorm2d(4), ReLU(), Flatten(), Linear(16, 8, generator: $0),
        ReLU(), Linear(8, 2, generator: $0))
    },
  ])
  func aSeedGivesPyTorchsWeights(_ recipe: Recipe) {
    let name = recipe.name
    let state = recipe.make(Generator(seed: 7)).stateDictionary()
    let wanted = Self.expected.filter { $0.key.hasPrefix("\(name).") }
    #expect(Set(state.map { "\(name).\($0.name)" }) == Set(wanted.keys))
    for (key, tensor) in state {
      let other = wanted["\(name).\(key)"]!
      #expect(tensor.shape == other.shape && tensor.dtype == other.dtype, "\(key)")
      #expect(tensor.equal(other).all().item() == 1, "\(key)")
    }
  }

  @Test(
    arguments: [
      ("xavier_uniform", .xavierUniform(gain: 2)), ("xavier_normal", .xavierNormal()),
      ("kaiming_uniform", .kaimingUniform()),
      ("kaiming_normal", .kaimingNormal(fan: .out, gain: .leakyReLU(slope: 0.2))),
      ("normal", .normal(mean: 1, std: 0.5)),
      ("orthogonal", .orthogonal(gain: 3)), ("orthogonal_tall", .orthogonal()),
    ] as [(String, Initialiser)])
  func aSeedGivesPyTorchsValues(_ name: String, _ initialiser: Initialiser) {
    let expected = Self.expected["init.\(name)"]!
    let tensor = initialiser.tensor(expected.shape, generator: Generator(seed: 7))
    #expect((tensor - expected).abs().max().item() < 1e-6)
  }

  @Test func dropoutDrawsNothingInEvaluation() {
    let generator = Generator(seed: 7)
    let dropout = Dropout(0.3, generator: generator)
    #expect(dropout(Tensor.ones([4, 8])).equal(0).sum().item() > 0)
    let state = generator.state.array(of: UInt8.self)
    dropout.eval()
    let x = Tensor.ones([4, 8])
    #expect(dropout(x) === x)
    #expect(generator.state.array(of: UInt8.self) == state)
  }
}
