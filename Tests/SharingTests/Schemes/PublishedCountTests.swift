import Backbones
import Components
import Tasks
import Testing
import Torch

@testable import Sharing

/// The numbers of parameters of the schemes on published networks: three tasks of NYUv2 (13 classes, depth, normals in 3
/// channels) on pictures of 288 × 384.
@Suite(.serialized) struct PublishedCountTests {
  private static let tasks = [
    LearningTask.segmentation("segmentation", classes: 13), .depth("depth"), .normals("normals"),
  ]
  /// One trunk, and the three DeepLab heads on 2,048 channels.
  private static let trunk = 23_508_032, heads = 48_380_689

  private func count(
    _ scheme: String, _ settings: [String: SettingValue] = [:], trunk: String = "resnet50",
    _ trunkSettings: [String: SettingValue] = ["output-stride": 8], heads: String = "deeplab"
  ) throws -> Int {
    try Schemes.all.choose(scheme, settings).network(
      for: Self.tasks, input: .image(channels: 3, height: 288, width: 384),
      trunk: Trunks.all.choose(trunk, trunkSettings), heads: Heads.all.choose(heads), generator: Generator(seed: 0)
    ).parameterCount
  }

  @Test func hardSharing() throws { #expect(try count("hard") == 71_888_721) }

  @Test func crossStitchByChannelAddsAWeightForEachPairAndChannel() throws {
    #expect(try count("cross-stitch") == 118_939_345)
  }

  /// LibMTL keeps four units of 3 × 3.
  @Test func crossStitchByPair() throws { #expect(try count("cross-stitch", ["unit": "scalar"]) == 118_904_821) }

  @Test func nddr() throws { #expect(try count("nddr") == 3 * Self.trunk + 50_195_328 + Self.heads) }

  /// LibMTL keeps six matrices of logits, of which four act; here there are four.
  @Test func learningToBranch() throws { #expect(try count("learning-to-branch") == 118_904_839 - 2 * 9) }

  @Test func mmoe() throws { #expect(try count("mmoe", ["experts": 3]) == 121_890_778) }

  @Test func cgc() throws { #expect(try count("cgc") == 144_403_479) }

  @Test func dSelectK() throws { #expect(try count("dselect-k", ["experts": 3, "selected": 2]) == 124_876_771) }

  @Test func pleOfLibMTL() throws { #expect(try count("ple", ["variant": "per-task"]) == 173_599_791) }

  /// One shared gate for each level but the last over one shared and three own experts, on what it reads.
  @Test func pleOfThePaper() throws {
    let shared = [331_776, 442_368, 1_769_472, 884_736].reduce(0) { $0 + 4 * $1 + 4 }
    #expect(try count("ple") == 173_599_791 + shared)
  }

  @Test func smallerAndLargerTrunks() throws {
    #expect(try count("hard", trunk: "resnet18") == 25_347_409)
    #expect(try count("hard", trunk: "resnet101") == 90_880_849)
  }

  @Test func crossStitchOfSegNetHasAWeightForEachPair() throws {
    // The published network keeps three weights for each of nine places, which all tasks share; here each pair has its own, and
    // there are ten places.
    let published = 74_941_807, scales = 3
    let found = try count("cross-stitch", ["unit": "scalar"], trunk: "segnet", ["published": true], heads: "usual")
    #expect(found == published - scales - 9 * 3 + 10 * 9)
  }
}
