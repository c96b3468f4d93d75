import Backbones
import Components
import Tasks
import TestSupport
import Testing
import Torch

@testable import Sharing

/// Trunks whose widths are scaled to the parameters of another scheme.
@Suite struct MatchedWidthsTests {
  private func matched(
    _ scheme: Chosen<SharingCard>, to other: Chosen<SharingCard>, trunk: String = "mlp",
    _ settings: [String: SettingValue] = ["hidden": [64, 64]], input: InputDescription = .vector(40),
    tasks: [LearningTask] = SchemeExample.tasks
  ) throws -> (widths: [Int], found: Int, wanted: Int) {
    let trunk = try Trunks.all.choose(trunk, settings), heads = try Heads.all.choose("usual")
    func count(_ scheme: Chosen<SharingCard>, _ trunk: Chosen<TrunkCard>) throws -> Int {
      try scheme.network(for: tasks, input: input, trunk: trunk, heads: heads, generator: Generator(seed: 5))
        .parameterCount
    }
    let scaled = try scheme.trunk(trunk, asLargeAs: other, for: tasks, input: input, heads: heads, further: [])
    return (scaled.widths!, try count(scheme, scaled), try count(other, trunk))
  }

  private func scheme(_ name: String, _ settings: [String: SettingValue] = [:]) throws -> Chosen<SharingCard> {
    try Schemes.all.choose(name, settings)
  }

  @Test(arguments: ["mmoe", "cgc", "ple", "cross-stitch", "dselect-k", "adapters"])
  func hardSharingGetsTheParametersOfAnyScheme(_ name: String) throws {
    let (widths, found, wanted) = try matched(scheme("hard"), to: scheme(name))
    #expect(abs(Double(found - wanted)) <= 0.01 * Double(wanted))
    #expect(widths.allSatisfy { $0 > 64 })
  }

  /// Two trunks have 2 · 64 · (40 + 64) = 13,312 weights; one trunk has as many with w · (40 + w), w = 97.
  @Test func oneTrunkIsAsWideAsTwoTogether() throws {
    let (widths, _, _) = try matched(scheme("hard"), to: scheme("cross-stitch"))
    #expect(widths.allSatisfy { (95...99).contains($0) })
  }

  @Test func aSchemeIsAsLargeAsItself() throws {
    #expect(try matched(scheme("mmoe"), to: scheme("mmoe")).widths == [64, 64])
  }

  @Test func severalTrunksBecomeNarrow() throws {
    let (widths, found, wanted) = try matched(
      scheme("backbones"), to: scheme("hard"), trunk: "segnet", ["widths": [24, 48, 96]],
      input: .image(channels: 3, height: 8, width: 8))
    #expect(abs(Double(found - wanted)) <= 0.01 * Double(wanted))
    // About 1/√2 of the widths.
    #expect(widths == widths.sorted() && (16...18).contains(widths[0]) && (66...70).contains(widths[2]))
  }

  /// Where layers have few units, one rounding can move the number by more than 1 %.
  @Test func aSingleLayerMayHaveAUnitMoreOrFewer() throws {
    let (widths, found, wanted) = try matched(
      scheme("backbones"), to: scheme("hard"), trunk: "segnet", ["widths": [8, 16, 32]],
      input: .image(channels: 3, height: 8, width: 8))
    #expect(abs(Double(found - wanted)) <= 0.01 * Double(wanted), "\(widths)")
  }

  /// A single task has one trunk in most schemes, and several with `backbones`.
  @Test func aTaskAloneIsMatchedToItsOwnNetwork() throws {
    let one = [SchemeExample.tasks[0]]
    #expect(try matched(scheme("hard"), to: scheme("mmoe"), tasks: one).widths == [64, 64])
    #expect(try matched(scheme("backbones"), to: scheme("hard"), tasks: one).widths.allSatisfy { $0 < 64 })
  }

  @Test func trunksOfFixedWidthsAreRefused() throws {
    let text = errorText {
      _ = try matched(
        scheme("hard"), to: scheme("mmoe"), trunk: "lenet", [:], input: .image(channels: 1, height: 28, width: 28))
    }
    #expect(
      text
        == "`as-large-as` should stand with a trunk whose widths can be set: mlp, conv, segnet, residual-unet, cnn, bi-lstm or text-cnn. Found lenet."
    )
  }

  @Test func widthsThatAreTooCoarseAreRefused() throws {
    // Two experts of 2 units have 20 parameters, their gates 20 and the heads 12: 52. One trunk has 9 for each unit and 4: 49
    // or 58.
    let text = errorText {
      _ = try matched(scheme("hard"), to: scheme("mmoe", ["experts": 2]), ["hidden": [2]], input: .vector(4))
    }
    #expect(text.contains("`as-large-as` should find widths with"), "\(text)")
  }
}
