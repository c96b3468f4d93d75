import Torch

extension MLP: RoutedTrunk {
  public var routedLayers: [RoutedLayer] {
    layers.enumerated().map { RoutedLayer("layers.\($0)", $1, units: $1.weight.size(0)) }
  }

  public func cut(keeping units: [[Int]]) -> CutTrunk? {
    let smaller = MLP(
      inputs, hidden: units.map(\.count), activation: activation, dropout: dropout?.p ?? 0, generator: .forCuts)
    for (place, layer) in layers.enumerated() {
      smaller.layers[place].take(units[place], from: place > 0 ? units[place - 1] : nil, of: layer)
    }
    return CutTrunk(smaller, features: units.last)
  }

  public var widthSetting: (name: String, widths: [Int])? { ("hidden", routedLayers.map(\.units)) }
}

extension LeNet: RoutedTrunk {
  public var routedLayers: [RoutedLayer] {
    [
      RoutedLayer("conv1", conv1, nil), RoutedLayer("conv2", conv2, nil),
      RoutedLayer("fc", fc, units: fc.weight.size(0)),
    ]
  }

  public func cut(keeping units: [[Int]]) -> CutTrunk? {
    let smaller = LeNet(
      side: side, channels: channels, channelDropout: dropout?.p ?? 0, widths: units.map(\.count), generator: .forCuts)
    smaller.conv1.take(units[0], of: conv1)
    smaller.conv2.take(units[1], from: units[0], of: conv2)
    smaller.fc.take(units[2], from: units[1].spread(over: fc.weight.size(1) / conv2.weight.size(0)), of: fc)
    return CutTrunk(smaller, features: units[2])
  }
}

extension StridedCNN: RoutedTrunk {
  public var routedLayers: [RoutedLayer] { layers.enumerated().map { RoutedLayer("layers.\($0)", $1.conv, $1.bn) } }

  public func cut(keeping units: [[Int]]) -> CutTrunk? {
    let first = layers[0]
    let smaller = StridedCNN(
      channels, filters: units.map(\.count), kernel: first.conv.weight.size(2), stride: self.stride,
      isNormalised: first.bn != nil, dropout: first.dropout?.p ?? 0, generator: .forCuts)
    for (place, layer) in layers.enumerated() {
      smaller.layers[place].conv.take(units[place], from: place > 0 ? units[place - 1] : nil, of: layer.conv)
      if let bn = layer.bn { smaller.layers[place].bn?.take(units[place], of: bn) }
    }
    return CutTrunk(smaller, features: units.last)
  }

  public var widthSetting: (name: String, widths: [Int])? { ("filters", routedLayers.map(\.units)) }
}

extension SegNet: RoutedTrunk {
  public var routedLayers: [RoutedLayer] {
    [("encoder", encoder), ("decoder", decoder)].flatMap { name, blocks in
      blocks.enumerated().flatMap { place, block in
        block.layers.enumerated().compactMap { number, unit in
          (unit as? ConvolutionUnit).map { RoutedLayer("\(name).\(place).\(number)", $0.conv, $0.bn) }
        }
      }
    }
  }
}

/// The units between the convolutions of each block. What the blocks add to stays whole, because a shortcut brings every
/// channel back.
extension ResNet: RoutedTrunk {
  public var routedLayers: [RoutedLayer] {
    residualStages.enumerated().flatMap { stage, blocks in
      blocks.layers.enumerated().flatMap { place, block -> [RoutedLayer] in
        let name = "layer\(stage + 1).\(place)"
        return switch block {
        case let block as BasicBlock: [RoutedLayer("\(name).bn1", block.conv1, block.bn1)]
        case let block as Bottleneck:
          [RoutedLayer("\(name).bn1", block.conv1, block.bn1), RoutedLayer("\(name).bn2", block.conv2, block.bn2)]
        default: []
        }
      }
    }
  }

  public func cut(keeping units: [[Int]]) -> CutTrunk? {
    let perBlock = layers.hasBottlenecks ? 2 : 1
    let inner = Swift.stride(from: 0, to: units.count, by: perBlock).map { Array(units[$0..<$0 + perBlock]) }
    let smaller = ResNet(
      layers, outputStride: outputStride, inputChannels: inputChannels, inner: inner.map { $0.map(\.count) },
      generator: .forCuts)
    smaller.conv1.take(of: conv1)
    smaller.bn1.take(of: bn1)
    let blocks = zip(residualStages, smaller.residualStages).flatMap { zip($0.layers, $1.layers) }
    for ((block, part), kept) in zip(blocks, inner) {
      switch (block, part) {
      case (let block as BasicBlock, let part as BasicBlock): part.take(kept[0], of: block)
      case (let block as Bottleneck, let part as Bottleneck): part.take(kept[0], kept[1], of: block)
      default: return nil
      }
    }
    return CutTrunk(smaller, features: nil)
  }
}

extension BasicBlock {
  fileprivate func take(_ inner: [Int], of block: BasicBlock) {
    conv1.take(inner, of: block.conv1)
    bn1.take(inner, of: block.bn1)
    conv2.take(from: inner, of: block.conv2)
    bn2.take(of: block.bn2)
    if let shortcut = block.downsample { downsample?.take(of: shortcut) }
  }
}

extension Bottleneck {
  fileprivate func take(_ first: [Int], _ second: [Int], of block: Bottleneck) {
    conv1.take(first, of: block.conv1)
    bn1.take(first, of: block.bn1)
    conv2.take(second, from: first, of: block.conv2)
    bn2.take(second, of: block.bn2)
    conv3.take(from: second, of: block.conv3)
    bn3.take(of: block.bn3)
    if let shortcut = block.downsample { downsample?.take(of: shortcut) }
  }
}

extension VGG: RoutedTrunk {
  public var routedLayers: [RoutedLayer] { units.map { RoutedLayer("features.\($0.name)", $0.conv, $0.bn) } }

  public func cut(keeping kept: [[Int]]) -> CutTrunk? {
    let smaller = VGG(
      widths: kept.map(\.count), isNormalised: units[0].bn != nil, side: side, inputChannels: inputChannels,
      generator: .forCuts)
    for (place, unit) in units.enumerated() {
      smaller.units[place].conv.take(kept[place], from: place > 0 ? kept[place - 1] : nil, of: unit.conv)
      if let bn = unit.bn { smaller.units[place].bn?.take(kept[place], of: bn) }
    }
    return CutTrunk(smaller, features: kept[kept.count - 1].spread(over: side * side))
  }
}

extension Module {
  /// Takes the values that a part of a larger layer of the same kind has.
  ///
  /// - Parameters:
  ///   - outputs: the places of its outputs in the larger layer; nil for all.
  ///   - inputs: the places of its inputs; nil for all.
  package func take(_ outputs: [Int]? = nil, from inputs: [Int]? = nil, of layer: Module) {
    withoutGradients {
      for (own, other) in zip(stateDictionary(), layer.stateDictionary()) {
        var part = other.tensor.detach()
        if part.rank > 0, let outputs { part = part.indexSelect(0, Tensor(outputs.map(Int64.init))) }
        if part.rank > 1, let inputs { part = part.indexSelect(1, Tensor(inputs.map(Int64.init))) }
        _ = own.tensor.copyInPlace(part)
      }
    }
  }
}

extension [Int] {
  /// The places of channels among the values of a flattened map with this many places in each.
  fileprivate func spread(over places: Int) -> [Int] { flatMap { Array($0 * places..<($0 + 1) * places) } }
}

extension Generator {
  /// For start values that are overwritten.
  fileprivate static var forCuts: Generator { Generator(seed: 0) }
}
