import Backbones
import Torch

/// One site for each block. An encoder block's mask reads the first unit's output, a decoder block's mask the unpooled
/// map. Both mask the block's output. A refiner is a unit. In the encoder a max-pool follows it; in the decoder a
/// bilinear enlargement comes before it.
extension SegNet: AttendedTrunk {
  public var attentionSites: [AttentionSite] {
    let down = widths.enumerated().map { b, width in
      AttentionSite(seen: width, incoming: b == 0 ? 0 : width, hidden: width, masked: width)
    }
    let up = widths.indices.reversed().map { b in
      let narrow = widths[max(b - 1, 0)]
      return AttentionSite(seen: widths[b], incoming: narrow, hidden: narrow, masked: narrow)
    }
    return down + up
  }

  public func attentionMaps(_ x: Tensor) -> [(seen: Tensor, masked: Tensor)] {
    var h = x
    var places: [Tensor] = []
    let down = encoder.map { block in
      let first = block.layers[0](h)
      let output = block.layers.dropFirst().reduce(first) { $1($0) }
      let (values, indices) = pool.withIndices(output)
      places.append(indices)
      h = values
      return (seen: first, masked: output)
    }
    let up = decoder.map { block in
      let unpooled = unpool(h, indices: places.removeLast())
      h = block(unpooled)
      return (seen: unpooled, masked: h)
    }
    return down + up
  }

  public func refiners(generator: Generator) -> [Sequential] {
    func enlarging(_ block: Int) -> [any UnaryLayer] {
      [
        Upsample(by: 2, .linear(alignCorners: true)),
        ConvolutionUnit(widths[block], widths[max(block - 1, 0)], generator: generator),
      ]
    }
    let deepest = widths.count - 1
    var refiners = widths.indices.map { b in
      [
        ConvolutionUnit(widths[b], widths[min(b + 1, deepest)], generator: generator), MaxPool2d(2),
      ] as [any UnaryLayer]
    }
    refiners[deepest] += enlarging(deepest)
    refiners += (0..<deepest).reversed().map(enlarging)
    return refiners.map { Sequential($0) }
  }

  public func features(of lastMap: Tensor) -> Tensor { lastMap }
}
