extension Picture {
  /// The picture in another size, each new pixel a mean of those around it. If the picture shrinks, the mean is over
  /// all pixels that fall together, with weights that fall off linearly, so that fine patterns do not alias.
  ///
  /// The filter is the triangle of twice the scale's width, as Pillow's `BILINEAR` has it; results differ from Pillow's by
  /// rounding. Values should be bytes.
  public func resized(height newHeight: Int, width newWidth: Int) -> Picture {
    guard case .bytes(let bytes) = values, (newHeight, newWidth) != (height, width) else { return self }
    let columns = TriangleFilter(from: width, to: newWidth), rows = TriangleFilter(from: height, to: newHeight)
    let (width, height, channels) = (width, height, channels)
    var wide = [Float](repeating: 0, count: height * newWidth * channels)
    wide.withUnsafeMutableBufferPointer { wide in
      bytes.withUnsafeBufferPointer { bytes in
        for row in 0..<height {
          for (column, taps) in columns.taps.enumerated() {
            for channel in 0..<channels {
              var sum: Float = 0
              var from = (row * width + taps.first) * channels + channel
              for weight in taps.weights {
                sum += weight * Float(bytes[from])
                from += channels
              }
              wide[(row * newWidth + column) * channels + channel] = sum
            }
          }
        }
      }
    }
    let line = newWidth * channels
    let result = [UInt8](unsafeUninitializedCapacity: newHeight * line) { result, count in
      wide.withUnsafeBufferPointer { wide in
        for (row, taps) in rows.taps.enumerated() {
          for place in 0..<line {
            var sum: Float = 0.5
            for (offset, weight) in taps.weights.enumerated() {
              sum += weight * wide[(taps.first + offset) * line + place]
            }
            result[row * line + place] = UInt8(max(0, min(255, sum)))
          }
        }
      }
      count = newHeight * line
    }
    return Picture(width: newWidth, height: newHeight, channels: channels, .bytes(result))
  }

  /// The picture in another size, each new pixel the old one at its centre. Use it for numbers that have no mean, such
  /// as classes.
  public func picked(height newHeight: Int, width newWidth: Int) -> Picture {
    guard (newHeight, newWidth) != (height, width) else { return self }
    func pick<T>(_ values: [T]) -> [T] {
      var result: [T] = []
      result.reserveCapacity(newHeight * newWidth * channels)
      for row in 0..<newHeight {
        let line = (2 * row + 1) * height / (2 * newHeight) * width
        for column in 0..<newWidth {
          let pixel = line + (2 * column + 1) * width / (2 * newWidth)
          for channel in 0..<channels { result.append(values[pixel * channels + channel]) }
        }
      }
      return result
    }
    return Picture(
      width: newWidth, height: newHeight, channels: channels,
      {
        switch values {
        case .bytes(let bytes): .bytes(pick(bytes))
        case .wide(let words): .wide(pick(words))
        }
      }())
  }
}

/// The old pixels, with weights, of which each new pixel of a line is the mean.
private struct TriangleFilter {
  let taps: [(first: Int, weights: [Float])]

  init(from old: Int, to new: Int) {
    let scale = Double(old) / Double(new), support = max(1, scale)
    taps = (0..<new).map { index in
      let centre = (Double(index) + 0.5) * scale
      let first = max(0, Int(centre - support + 0.5)), last = min(old, Int(centre + support + 0.5))
      let weights = (first..<last).map { max(0, 1 - abs((Double($0) + 0.5 - centre) / support)) }
      let sum = weights.reduce(0, +)
      return (first, weights.map { Float($0 / sum) })
    }
  }
}
