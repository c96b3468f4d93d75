// Changes of hue, saturation and value that need no hue: a colour is V (1 − S f), where f is 0 for its largest channel and
// depends on the hue alone, so another V scales the channels and another S scales their distances from V.
extension Corruptions {
  static let brightness = CorruptionCard(
    "brightness", title: "Brightness", "adds to the value of every pixel", .digital, constants: ["added value"],
    large: [[0.1], [0.2], [0.3], [0.4], [0.5]], small: [[0.05], [0.1], [0.15], [0.2], [0.3]]
  ) { image, level, _ throws(CorruptionError) in
    let added = level[0]
    guard image.channels == 3 else { return image.update { $0 + added } }
    image.updateColours { red, green, blue in
      let value = max(red, green, blue), changed = min(1, value + added)
      guard value > 0 else { return (red, green, blue) = (changed, changed, changed) }
      let scale = changed / value
      (red, green, blue) = (red * scale, green * scale, blue * scale)
    }
  }

  static let saturate = CorruptionCard(
    "saturate", title: "Saturate", "changes the saturation of every pixel; grey images stay as they are", .digital,
    .extra,
    constants: ["factor of the saturation", "added saturation"],
    large: [[0.3, 0], [0.1, 0], [2, 0], [5, 0.1], [20, 0.2]],
    small: [[0.3, 0], [0.1, 0], [1.5, 0], [2, 0.1], [2.5, 0.2]]
  ) { image, level, _ throws(CorruptionError) in
    guard image.channels == 3 else { return }
    let (factor, added) = (level[0], level[1])
    image.updateColours { red, green, blue in
      let value = max(red, green, blue), range = value - min(red, green, blue)
      // Grey has the hue 0, which is red.
      guard range > 0 else { return (green, blue) = (value * (1 - added), value * (1 - added)) }
      let scale = (factor * range + added * value).clamped(below: value) / range
      red = value - (value - red) * scale
      green = value - (value - green) * scale
      blue = value - (value - blue) * scale
    }
  }

  static let contrast = CorruptionCard(
    "contrast", title: "Contrast", "moves every value towards its channel's mean", .digital, constants: ["factor"],
    large: [[0.4], [0.3], [0.2], [0.1], [0.05]], small: [[0.75], [0.5], [0.4], [0.3], [0.15]]
  ) { image, level, _ throws(CorruptionError) in
    let factor = level[0]
    image.withPlanes { plane in
      let kept = plane.mean * (1 - factor)
      for pixel in plane.indices { plane[pixel] = (plane[pixel] * factor + kept).unit }
    }
  }
}

extension Float {
  /// This number, held in 0 … `bound`.
  fileprivate func clamped(below bound: Float) -> Float { Swift.max(0, Swift.min(bound, self)) }
}

extension UnsafeMutableBufferPointer<Float> {
  /// The mean of all values.
  fileprivate var mean: Float {
    typealias Block = SIMD16<Float>
    // Sums in 16 lanes of at most some thousand values each keep all digits that matter.
    var blocks = Block(repeating: 0), rest: Float = 0
    let whole = count / Block.scalarCount * Block.scalarCount, start = UnsafeRawPointer(baseAddress!)
    for index in stride(from: 0, to: whole, by: Block.scalarCount) {
      blocks += start.loadUnaligned(fromByteOffset: index * MemoryLayout<Float>.stride, as: Block.self)
    }
    for index in whole..<count { rest += self[index] }
    return Float((Double(blocks.sum()) + Double(rest)) / Double(count))
  }
}

extension PlanarImage {
  /// Changes the colour of every pixel, and keeps its channels in 0 … 1.
  fileprivate mutating func updateColours(_ change: (inout Float, inout Float, inout Float) -> Void) {
    let pixels = pixels
    values.withUnsafeMutableBufferPointer { values in
      for pixel in 0..<pixels {
        var (red, green, blue) = (values[pixel], values[pixels + pixel], values[2 * pixels + pixel])
        change(&red, &green, &blue)
        (values[pixel], values[pixels + pixel], values[2 * pixels + pixel]) = (red.unit, green.unit, blue.unit)
      }
    }
  }
}
