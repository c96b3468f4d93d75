import Backbones
import Tasks
import TestSupport
import Testing
import Torch

@testable import Sharing

/// Heads on maps in three dimensions.
@Suite struct VolumeHeadTests {
  private func head(_ name: String = "usual", stride: Int = 1, isDense: Bool) throws -> any UnaryLayer {
    try Heads.all.choose(name, name == "hidden" ? ["width": 4] : [:]).head(
      on: .volume(channels: 3, stride: stride), outputs: 2, isDense: isDense, generator: Generator(seed: 1))
  }

  @Test func anAnswerAtEveryPlaceIsAConvolution() throws {
    let head = try head(isDense: true), x = Tensor.randn([2, 3, 2, 3, 4], generator: Generator(seed: 2))
    #expect(head.namedParameters().map(\.name) == ["0.weight", "0.bias"] && head.parameterCount == 2 * 4)
    #expect(head(x).shape == [2, 2, 2, 3, 4])
  }

  @Test func aSmallerMapIsEnlarged() throws {
    let head = try head(stride: 2, isDense: true)
    #expect(head(Tensor.zeros([1, 3, 2, 3, 4])).shape == [1, 2, 4, 6, 8])
  }

  @Test func oneAnswerIsThatOfTheMean() throws {
    let head = try head(isDense: false), x = Tensor.randn([2, 3, 2, 3, 4], generator: Generator(seed: 2))
    let mean = x.mean([2, 3, 4], keepDim: true)
    #expect(head.namedParameters().map(\.name) == ["2.weight", "2.bias"])
    #expect((head(x) - head(mean)).abs().max().item() < 1e-6)
  }

  @Test func aHeadOfVectorsRefusesAVolume() {
    #expect(
      errorText { try head("hidden", isDense: false) }
        == "a hidden head should be put on a vector. Found a volume of 3 channels at stride 1.")
  }

  @Test func hardSharingTakesVolumes() throws {
    let network = try Schemes.all.choose("hard").network(
      for: [.mask("tumour"), .survival("survival")], input: .volume(channels: 2, depth: 4, height: 4, width: 8),
      trunk: Trunks.all.choose("residual-unet", ["widths": [4, 6]]), heads: Heads.all.choose("usual"),
      generator: Generator(seed: 1))
    let outputs = network(Tensor.zeros([2, 2, 4, 4, 8]))
    #expect(outputs["tumour"]!.shape == [2, 1, 4, 4, 8] && outputs["survival"]!.shape == [2, 1])
  }
}
