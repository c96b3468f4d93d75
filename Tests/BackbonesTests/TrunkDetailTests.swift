import Testing
import Torch

@testable import Backbones

@Suite struct TrunkDetailTests {
  private let generator = Generator(seed: 5)

  @Test func resNet18HasTorchvisionsNames() {
    let names = ResNet(.resnet18, generator: generator).stateDictionary().map(\.name)
    #expect(names.count == 120)
    #expect(
      names.prefix(6) == [
        "conv1.weight", "bn1.weight", "bn1.bias", "bn1.running_mean", "bn1.running_var", "bn1.num_batches_tracked",
      ])
    #expect(names.contains("layer1.0.conv1.weight"))
    #expect(names.contains("layer2.0.downsample.0.weight"))
    #expect(names.contains("layer4.0.downsample.1.running_var"))
    #expect(!names.contains("layer1.0.downsample.0.weight"))
  }

  @Test func dilatedAndPlainResidualNetworksShareWeightsAndAgreeUpToTheSecondStage() throws {
    let plain = ResNet(.resnet50, generator: generator)
    let dilated = ResNet(.resnet50, outputStride: .eight, generator: generator)
    try dilated.load(Dictionary(uniqueKeysWithValues: plain.stateDictionary().map { ($0.name, $0.tensor) }))
    plain.eval()
    dilated.eval()
    let x = Tensor.randn([1, 3, 64, 64], generator: generator)
    let outputs = withoutGradients { (plain.stageOutputs(x), dilated.stageOutputs(x)) }
    let blocksOfTwoStages = 3 + 4
    for (a, b) in zip(outputs.0, outputs.1).prefix(1 + blocksOfTwoStages) {
      #expect((a - b).abs().max().item() == 0)
    }
    #expect(outputs.0[1 + blocksOfTwoStages].shape == [1, 1024, 4, 4])
    #expect(outputs.1[1 + blocksOfTwoStages].shape == [1, 1024, 8, 8])
  }

  @Test func segNetPlacesTheDecodersValuesWhereTheEncoderFoundThem() {
    // With units that pass their input on, only the largest value of each 2×2 window survives, in its place.
    let network = SegNet(widths: [1], units: [1], inputChannels: 1, generator: generator)
    for case let convolution as Conv2d in network.modules() {
      let kernel = Tensor.zeros([1, 1, 3, 3])
      kernel[0, 0, 1, 1].fillInPlace(1)
      withoutGradients {
        convolution.weight.copyInPlace(kernel)
        convolution.bias?.zeroInPlace()
      }
    }
    network.eval()
    let x = Tensor([1, 2, 3, 4, 8, 7, 6, 5] as [Float], shape: [1, 1, 2, 4])
    let expected = Tensor([0, 0, 0, 0, 8, 0, 6, 0] as [Float], shape: [1, 1, 2, 4])
    #expect((withoutGradients { network(x) } - expected).abs().max().item() < 1e-3)
  }

  @Test func thePublishedSegNetStartsWithXavierWeightsAndZeroBiases() {
    let network = SegNet.published(generator: generator)
    let convolutions = network.modules().compactMap { $0 as? Conv2d }
    #expect(convolutions.count == 26)
    for convolution in convolutions {
      let shape = convolution.weight.shape
      let expected = (2 / Double(9 * (shape[0] + shape[1]))).squareRoot()
      let found = convolution.weight.detach().std().item()
      #expect(Swift.abs(found / expected - 1) < 0.1, "\(shape)")
      #expect(convolution.bias!.detach().abs().max().item() == 0)
    }
  }

  @Test func residualBlocksAddTheirInput() {
    let block = BasicBlock(BlockShape(2, width: 2), generator: generator)
    block.eval()
    _ = withoutGradients { block.conv2.weight.zeroInPlace() }
    let x = Tensor.rand([1, 2, 4, 4], generator: generator)
    #expect((withoutGradients { block(x) } - x).abs().max().item() == 0)
  }

  @Test func leNetDropsWholeChannelsInTrainingAlone() {
    let network = LeNet(channelDropout: 0.5, generator: generator)
    let x = Tensor.rand([4, 1, 28, 28], generator: generator)
    #expect((network(x) - network(x)).abs().max().item() > 0)
    network.eval()
    #expect((network(x) - network(x)).abs().max().item() == 0)
  }

  /// One layer of stride 2 against its sum, place by place.
  @Test func aStridedConvolutionIsTheSumOverItsWindow() {
    let network = StridedCNN(2, filters: [3], generator: generator)
    let x = Tensor.randn([1, 2, 6, 4], generator: generator), output = network(x).detach().array(of: Float.self)
    let (weights, pixels) = (network.layers[0].conv.weight.detach().array(of: Float.self), x.array(of: Float.self))
    for filter in 0..<3 {
      for row in 0..<3 {
        for column in 0..<2 {
          var sum: Float = 0
          for channel in 0..<2 {
            for (v, u) in (0..<9).map({ ($0 / 3, $0 % 3) }) {
              let (y, x) = (2 * row + v - 1, 2 * column + u - 1)
              guard (0..<6).contains(y), (0..<4).contains(x) else { continue }
              sum += weights[((filter * 2 + channel) * 3 + v) * 3 + u] * pixels[(channel * 6 + y) * 4 + x]
            }
          }
          #expect(abs(output[(filter * 3 + row) * 2 + column] - max(sum, 0)) < 1e-5)
        }
      }
    }
  }

  @Test func stridedConvolutionsDropInTrainingAloneAndNormaliseBefore() {
    let network = StridedCNN(1, filters: [4], isNormalised: true, dropout: 0.5, generator: generator)
    let x = Tensor.rand([8, 1, 8, 8], generator: generator)
    #expect((network(x) - network(x)).abs().max().item() > 0)
    network.eval()
    #expect((network(x) - network(x)).abs().max().item() == 0)
    // Without dropout each channel is a normal one that is cut at 0: its mean is about 0.4.
    let plain = StridedCNN(1, filters: [4], isNormalised: true, generator: generator)
    let means = plain(Tensor.randn([64, 1, 8, 8], generator: generator)).mean([0, 2, 3]).array(of: Float.self)
    #expect(means.allSatisfy { Swift.abs($0 - 0.4) < 0.05 })
  }

  @Test func theMLPsDropoutActsInTrainingAlone() {
    let network = MLP(4, hidden: [32, 32], dropout: 0.5, generator: generator)
    let x = Tensor.rand([4, 4], generator: generator)
    #expect((network(x) - network(x)).abs().max().item() > 0)
    network.eval()
    #expect((network(x) - network(x)).abs().max().item() == 0)
  }

  @Test func theMLPAppliesItsActivationAfterEveryLayer() {
    let network = MLP(3, hidden: [5, 4], activation: .sigmoid, generator: generator)
    let output = network(Tensor.randn([64, 3], generator: generator))
    #expect(output.min().item() > 0)
    #expect(output.max().item() < 1)
  }

  @Test func theLastLayerIsTheOneBeforeTheFeatures() {
    let network = LeNet(generator: generator)
    #expect(network.lastLayer === network.fc)
    // Not its normalisation: methods of the last shared layer look at a convolution.
    let strided = StridedCNN(1, isNormalised: true, generator: generator)
    #expect(strided.lastLayer === strided.layers[1].conv)
    let residual = ResNet(.resnet34, generator: generator)
    #expect(residual.lastLayer === residual.layer4.layers.last!)
    let segNet = SegNet(widths: [4, 8], generator: generator)
    #expect(segNet.lastLayer === segNet.decoder.last!.layers.last!)
  }
}
