extension Corruptions {
  static let zoomBlur = CorruptionCard(
    "zoom-blur", title: "Zoom blur", "averages enlarged images, as a camera that nears", .blur,
    constants: ["limit of the zooms", "step of the zooms"],
    large: [[1.11, 0.01], [1.16, 0.01], [1.21, 0.02], [1.26, 0.02], [1.31, 0.03]],
    small: [[1.06, 0.01], [1.11, 0.01], [1.16, 0.01], [1.21, 0.01], [1.26, 0.01]],
    smallestSide: CorruptionCard.neighbourhood,
    deviations: [
      "An enlarged image is cut at its upper left corner with the constants of 32 pixels, too.",
      "At some sizes the published code blackens the last row or column of an enlarged image by rounding. Here it is the border's.",
    ]
  ) { image, level, _ throws(CorruptionError) in
    let (limit, step) = (level.constants[0], level.constants[1])
    // The zooms of a range in floating point, which may reach its limit by rounding.
    let zooms = Int(((limit - 1) / step).rounded(.up)), exact = (1 + step) - 1
    // The plain image counts once more.
    var sum = image.values
    for zoom in 0..<zooms { image.enlarged(by: 1 + Double(zoom) * exact).add(image.height, image.width, to: &sum) }
    let share = 1 / Float(zooms + 1)
    image.values = sum
    image.update { $0 * share }
  }
}

extension PlanarImage {
  /// The middle of this image, enlarged with linear interpolation. It has at least the image's size.
  func enlarged(by zoom: Double) -> PlanarImage {
    let rows = EnlargedSide(height, zoom), columns = EnlargedSide(width, zoom)
    let count = columns.places.count
    var result = [Float](repeating: 0, count: channels * rows.places.count * count)
    var line = [Float](repeating: 0, count: width)
    result.withUnsafeMutableBufferPointer { result in
      values.withUnsafeBufferPointer { values in
        line.withUnsafeMutableBufferPointer { line in
          columns.places.withUnsafeBufferPointer { places in
            var target = 0
            for plane in 0..<channels {
              for row in rows.places {
                let upper = (plane * height + row.first) * width, lower = (plane * height + row.second) * width
                for column in 0..<width {
                  line[column] = values[upper + column] + row.share * (values[lower + column] - values[upper + column])
                }
                for column in 0..<count {
                  let place = places[column], left = line[place.first]
                  result[target + column] = left + place.share * (line[place.second] - left)
                }
                target += count
              }
            }
          }
        }
      }
    }
    return PlanarImage(channels: channels, height: rows.places.count, width: count, result)
  }

  /// Adds the upper left corner of this image to the values of another.
  fileprivate func add(_ height: Int, _ width: Int, to sum: inout [Float]) {
    sum.withUnsafeMutableBufferPointer { sum in
      values.withUnsafeBufferPointer { values in
        for line in 0..<channels * height {
          let from = (line / height * self.height + line % height) * self.width
          for column in 0..<width { sum[line * width + column] += values[from + column] }
        }
      }
    }
  }
}

/// The places of an enlarged side in the middle of the plain one.
private struct EnlargedSide {
  let places: [(first: Int, second: Int, share: Float)]

  init(_ count: Int, _ zoom: Double) {
    let cut = Int((Double(count) / zoom).rounded(.up)), start = (count - cut) / 2
    let enlarged = Int((Double(cut) * zoom).rounded(.toNearestOrEven))
    let step = enlarged > 1 ? Double(cut - 1) / Double(enlarged - 1) : 0
    places = (0..<enlarged).map { index in
      let place = Double(index) * step, first = min(Int(place), cut - 1)
      return (start + first, start + min(first + 1, cut - 1), Float(place - Double(first)))
    }
  }
}
