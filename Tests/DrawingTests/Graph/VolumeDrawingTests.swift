import Backbones
import Sharing
import Testing
import Torch

@testable import Drawing

/// A network that reads volumes and a vector, as it is drawn.
@Suite struct VolumeDrawingTests {
  private func drawing() throws -> Drawing {
    let generator = DrawnNetworks.generator()
    var sizes = DeepMTS.Sizes()
    (sizes.blocks, sizes.transitions, sizes.stem, sizes.growth, sizes.bottleneck) = ([1, 1], [4, 4], 4, 4, 4)
    let network = DeepMTS(
      ResidualUNet(2, widths: [4, 6], generator: generator), tasks: ["tumour", "survival"], mask: "tumour",
      survival: ("survival", 1), reading: .init(volumes: "volumes", clinical: ("clinical", 1)), sizes: sizes,
      generator: generator)
    let inputs = Inputs([
      ("volumes", Tensor.randn([3, 2, 12, 12, 12], generator: generator)),
      ("clinical", Tensor.randn([3, 1], generator: generator)),
    ])
    return try DrawnNetworks.drawing(
      of: network, on: TracedBatch(inputs, tasks: ["tumour", "survival"]))
  }

  @Test func everyParameterIsSharedOrOfSurvival() throws {
    let drawing = try drawing()
    #expect(drawing.balanced > 0 && drawing.own > 0 && drawing.joint == 0)
    #expect(drawing.balanced + drawing.own == drawing.parameters)
  }

  @Test func kernelsAndSizesHaveThreeSides() throws {
    let nodes = try drawing().nodes
    #expect(nodes.contains { $0.layers.contains("conv 3×3×3") })
    #expect(nodes.contains { $0.shape == [1, 12, 12, 12] })
  }

  @Test func nothingIsUnread() throws { #expect(try drawing().unread.isEmpty) }
}
