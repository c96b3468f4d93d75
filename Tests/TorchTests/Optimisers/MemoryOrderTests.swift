import Testing
import Torch

@Suite struct OptimisersMemoryOrderTests {
  private static let optimizers: [(name: String, make: @Sendable ([ParameterGroup]) -> any Optimizer)] = [
    ("Adam", { Adam($0, amsgrad: true) }), ("AdamW", { AdamW($0) }), ("SGD", { SGD($0, momentum: 0.9) }),
    ("Adagrad", { Adagrad($0) }), ("RMSprop", { RMSprop($0) }),
  ]

  /// A 3×3 weight, one with a single input channel, a 1×1 weight and a bias, after three steps with given gradients.
  private func trained(
    _ format: MemoryFormat, _ make: ([ParameterGroup]) -> any Optimizer
  ) -> [Tensor] {
    let generator = Generator(seed: 3)
    let parameters = [[4, 3, 3, 3], [5, 1, 3, 3], [6, 4, 1, 1], [7]].map { shape in
      let values = Tensor.randn(shape, generator: generator)
      return (shape.count == 4 ? values.contiguous(format) : values).requiringGrad()
    }
    let named = parameters.enumerated().map { (name: "\($0.offset)", tensor: $0.element) }
    let optimizer = make([ParameterGroup("all", named, learningRate: 0.1, weightDecay: 0.01)])
    for _ in 0..<3 {
      for parameter in parameters { parameter.grad = Tensor.randn(parameter.shape, generator: generator) }
      optimizer.step()
    }
    return parameters.map { $0.detach() }
  }

  @Test(arguments: optimizers.map(\.name)) func theOrderInMemoryChangesNoUpdate(_ name: String) {
    let make = Self.optimizers.first { $0.name == name }!.make
    for (rowMajor, channelsLast) in zip(trained(.contiguous, make), trained(.channelsLast, make)) {
      #expect((rowMajor - channelsLast).abs().max().item() < 1e-6)
    }
  }

  @Test func aGreyImageLiesChannelsLastAsAConvolutionSeesIt() {
    let generator = Generator(seed: 4)
    let convolution = Conv2d(1, 8, kernel: 3, generator: generator).to(.channelsLast)
    let output = convolution(Tensor.randn([2, 1, 8, 8], generator: generator).contiguous(.channelsLast))
    #expect(output.isContiguous(.channelsLast))
    #expect(!output.isContiguous())
  }
}
