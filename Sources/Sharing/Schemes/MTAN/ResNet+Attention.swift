import Backbones
import Torch

/// One site for each stage. The mask reads the output of all blocks but the last, and masks the last block's output. A
/// refiner is a residual block, followed by a 2×2 max-pool if the next stage's map is smaller.
extension ResNet: AttendedTrunk {
  private var expansion: Int { layers.hasBottlenecks ? Bottleneck.expansion : BasicBlock.expansion }

  public var attentionSites: [AttentionSite] {
    Self.widths.enumerated().map { stage, width in
      let channels = width * expansion
      return AttentionSite(seen: channels, incoming: stage == 0 ? 0 : channels, hidden: width, masked: channels)
    }
  }

  public func attentionMaps(_ x: Tensor) -> [(seen: Tensor, masked: Tensor)] {
    var h = stem(x)
    return residualStages.map { stage in
      let seen = stage.layers.dropLast().reduce(h) { $1($0) }
      h = stage.layers.last!(seen)
      return (seen, h)
    }
  }

  public func refiners(generator: Generator) -> [Sequential] {
    let block: any ResidualBlock.Type = layers.hasBottlenecks ? Bottleneck.self : BasicBlock.self
    return (1..<Self.widths.count).map { next in
      let shape = BlockShape(Self.widths[next - 1] * expansion, width: Self.widths[next])
      let keepsSize = (outputStride?.dilation(ofStage: next) ?? 1) > 1
      // Of an odd side, the trunk's strided convolutions keep the larger half.
      let smaller: [any UnaryLayer] = keepsSize ? [] : [MaxPool2d(2, ceil: true)]
      return Sequential([block.init(shape, generator: generator)] + smaller)
    }
  }

  public func features(of lastMap: Tensor) -> Tensor { gathered(lastMap) }
}
