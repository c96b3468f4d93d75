extension Corruptions {
  static let pixelate = CorruptionCard(
    "pixelate", title: "Pixelate", "shows the image in coarse pixels, with 8 bits", .digital,
    constants: ["share of the pixels of a side"], large: [[0.6], [0.5], [0.4], [0.3], [0.25]],
    small: [[0.95], [0.9], [0.85], [0.75], [0.65]], smallestSide: CorruptionCard.neighbourhood
  ) { image, level, _ throws(CorruptionError) in
    let share = level.constants[0], (height, width) = (image.height, image.width)
    let coarse = (height: Int(Double(height) * share), width: Int(Double(width) * share))
    image = image.averaged(boxes(height, to: coarse.height), boxes(width, to: coarse.width))
    image =
      level.column == .cifar
      ? image.averaged(boxes(coarse.height, to: height), boxes(coarse.width, to: width))
      : image.picked(nearest(coarse.height, to: height), nearest(coarse.width, to: width))
  }

  /// The pixels whose centres lie in each pixel of a side of another size; of an enlarged side the nearest pixel.
  private static func boxes(_ old: Int, to new: Int) -> [Range<Int>] {
    let scale = Double(old) / Double(new), reach = 0.5 * max(1, scale)
    return (0..<new).map { index in
      let centre = (Double(index) + 0.5) * scale
      let whole = max(0, Int(centre - reach + 0.5))..<min(old, Int(centre + reach + 0.5))
      let inside = whole.filter { -reach < Double($0) - centre + 0.5 && Double($0) - centre + 0.5 <= reach }
      return inside[0]..<inside[inside.count - 1] + 1
    }
  }

  /// The pixel in which the centre of each pixel of an enlarged side lies.
  private static func nearest(_ old: Int, to new: Int) -> [Int] {
    // A centre may lie on a border. The sum decides, as in Pillow, since products would round otherwise.
    let step = Double(old) / Double(new)
    var centre = 0.5 * step
    return (0..<new).map { _ in
      defer { centre += step }
      return min(old - 1, Int(centre))
    }
  }
}

extension PlanarImage {
  /// This image in another size, with 8 bits: means along rows, then along columns, rounded each time.
  fileprivate func averaged(_ rows: [Range<Int>], _ columns: [Range<Int>]) -> PlanarImage {
    let (oldRows, newRows, newColumns) = (channels * height, rows.count, columns.count)
    var wide = [Float](repeating: 0, count: oldRows * newColumns)
    var result = [Float](repeating: 0, count: channels * newRows * newColumns)
    values.withUnsafeBufferPointer { values in
      wide.withUnsafeMutableBufferPointer { wide in
        for row in 0..<oldRows {
          for (column, box) in columns.enumerated() {
            var sum: Float = 0
            for place in box { sum += values[row * width + place] }
            wide[row * newColumns + column] = Self.level(sum / Float(box.count))
          }
        }
        result.withUnsafeMutableBufferPointer { result in
          for row in 0..<channels * newRows {
            let box = rows[row % newRows], first = row / newRows * height
            let line = row * newColumns
            for place in box {
              let from = (first + place) * newColumns
              for column in 0..<newColumns { result[line + column] += wide[from + column] }
            }
            let share = 1 / Float(box.count)
            for column in 0..<newColumns { result[line + column] = Self.level(result[line + column] * share) }
          }
        }
      }
    }
    return PlanarImage(channels: channels, height: newRows, width: newColumns, result)
  }

  /// This image in another size, each pixel one of the old ones.
  fileprivate func picked(_ rows: [Int], _ columns: [Int]) -> PlanarImage {
    var result = [Float](repeating: 0, count: channels * rows.count * columns.count)
    result.withUnsafeMutableBufferPointer { result in
      values.withUnsafeBufferPointer { values in
        for row in 0..<channels * rows.count {
          let line = row * columns.count, from = row / rows.count * height + rows[row % rows.count]
          for column in columns.indices { result[line + column] = values[from * width + columns[column]] }
        }
      }
    }
    return PlanarImage(channels: channels, height: rows.count, width: columns.count, result)
  }

  /// The level of 256 nearest to a value.
  @inline(__always)
  private static func level(_ value: Float) -> Float { (value * 255 + 0.5).wholeBelow / 255 }
}
