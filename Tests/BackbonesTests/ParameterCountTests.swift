import Components
import Testing
import Torch

@testable import Backbones

/// Counts of the published networks, from their papers' layers.
@Suite struct ParameterCountTests {
  private let generator = Generator(seed: 0)

  @Test func leNetHasTheCountOfTheMultiDigitStudies() {
    #expect(LeNet(generator: generator).parameterCount == 21_330)
    #expect(LeNet(side: 36, generator: generator).parameterCount == 260 + 5020 + 20 * 6 * 6 * 50 + 50)
  }

  @Test(arguments: zip(ResNet.Layers.allCases, [11_176_512, 21_284_672, 23_508_032, 42_500_160]))
  func residualNetworksHaveTorchvisionsCountsWithoutTheirLastLayer(layers: ResNet.Layers, count: Int) {
    #expect(ResNet(layers, generator: generator).parameterCount == count)
  }

  @Test func stridedConvolutionsHaveTheCountOfTheirKernelsAndScales() {
    #expect(StridedCNN(1, generator: generator).parameterCount == 9 * 20 + 9 * 20 * 20)
    let normalised = StridedCNN(3, filters: [4, 8], kernel: 5, isNormalised: true, generator: generator)
    #expect(normalised.parameterCount == 25 * 3 * 4 + 8 + 25 * 4 * 8 + 16)
  }

  @Test func dilationChangesNoCount() {
    #expect(ResNet(.resnet50, outputStride: .eight, generator: generator).parameterCount == 23_508_032)
  }

  /// The benchmark's transformer.
  private func transformer() throws -> any Trunk {
    let codes: [InputDescription.Column] = [.code(16), .code(26), .code(7)]
    return try Trunks.all.choose("transformer").trunk(
      for: .sequence(length: 185, columns: codes + [.number, .number, .number]), generator: generator)
  }

  @Test func encodersOfEventsHaveTheBenchmarksCounts() throws {
    #expect(LSTMEncoder(6, generator: generator).parameterCount == 201_728)
    #expect(CNNEncoder(6, length: 185, generator: generator).parameterCount == 124_480)
    #expect(try transformer().parameterCount == 1_188_631)
  }

  @Test(arguments: [(16, 94_224, 2064), (1, 5889, 129)])
  func theirHeadsHaveTheBenchmarksCounts(outputs: Int, ofCNN: Int, ofOthers: Int) throws {
    let sizes = [
      CNNEncoder(6, length: 185, generator: generator).features, LSTMEncoder(6, generator: generator).features,
      try transformer().features,
    ]
    let counts = sizes.map { Linear($0.size, outputs, generator: generator).parameterCount }
    #expect(counts == [ofCNN, ofOthers, ofOthers])
  }

  /// 2,664,066 with the convolution to two channels.
  @Test func thePublishedResidualUNetHasItsCount() {
    #expect(ResidualUNet(2, generator: generator).parameterCount == 2_664_066 - 18)
  }

  @Test func thePublishedSegNetHasItsCount() {
    #expect(SegNet.published(generator: generator).parameterCount == 24_943_296)
  }

  @Test func theCompactSegNetHasTheCountOfItsUnits() {
    let pairs = [
      (3, 32), (32, 32), (32, 64), (64, 64), (64, 128), (128, 128), (128, 256), (256, 256),
      (256, 256), (256, 128), (128, 128), (128, 64), (64, 64), (64, 32), (32, 32), (32, 32),
    ]
    let expected = pairs.map { 9 * $0 * $1 + $1 + 2 * $1 }.reduce(0, +)
    #expect(SegNet(generator: generator).parameterCount == expected)
  }

  @Test func theMLPHasTheCountOfItsLayers() {
    #expect(MLP(21, hidden: [64, 32], generator: generator).parameterCount == 21 * 64 + 64 + 64 * 32 + 32)
  }
}
