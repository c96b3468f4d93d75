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

  @Test func resNet18HasTorchvisionsCountWithoutItsLastLayer() {
    #expect(ResNet(.resnet18, generator: generator).parameterCount == 11_176_512)
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
