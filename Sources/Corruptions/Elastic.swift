extension Corruptions {
  static let elastic = CorruptionCard(
    "elastic", title: "Elastic", "stretches and shrinks small parts of the image", .digital,
    constants: [
      "factor of the displacements (32: its share of the side)", "their standard deviation as a share of the side",
      "largest displacement of three corners as a share of the side",
    ],
    large: [[12.5, 0.01, 0], [16.25, 0.01, 0], [21.25, 0.01, 0], [25, 0.01, 0], [30, 0.01, 0]],
    small: [[0, 0, 0.08], [0.05, 0.2, 0.07], [0.08, 0.06, 0.06], [0.1, 0.04, 0.05], [0.1, 0.03, 0.03]],
    draws:
      "with the constants of 32 pixels six uniform numbers between −1 and 1, the displacements of three corners; a uniform "
      + "number between −1 and 1 a pixel, the displacement right; another, the displacement down",
    smallestSide: CorruptionCard.neighbourhood,
    deviations: ["The constants of 224 pixels are those of the imagecorruptions package, without an affine part."]
  ) { image, level, draws throws(CorruptionError) in
    let (height, width) = (image.height, image.width), side = Double(min(height, width))
    let (factor, deviation, corner) = (level.constants[0], level.constants[1], level.constants[2])
    if corner > 0 { image = image.skewed(by: try draws.uniform(6, -1, 1).map { Double($0) * corner * side }) }
    let amplitude = level.column == .imageNet ? factor * largestDraw * Double(height) : factor * side
    func field(_ draws: inout CorruptionDraws) throws(CorruptionError) -> PlanarImage {
      let uniform = try draws.uniform(height * width, -1, 1).map { $0 * Float(amplitude) }
      let sides = level.column == .imageNet ? (Double(height), Double(width)) : (side, side)
      return PlanarImage(channels: 1, height: height, width: width, uniform).blurred(
        rows: GaussianWeights(deviation * sides.0, cutAt: 3), columns: GaussianWeights(deviation * sides.1, cutAt: 3),
        .mirrored)
    }
    let right = try field(&draws).values, down = try field(&draws).values
    guard amplitude > 0 else { return }
    image = image.sampled(.mirrored) { row, column in
      (Float(row) + down[row * width + column], Float(column) + right[row * width + column])
    }
    image.update { $0 }
  }

  /// The largest draw as a share of the height, before the factor, with the constants of 224 pixels.
  private static let largestDraw = 0.005
}

extension PlanarImage {
  /// The image whose pixels lie at other places of this one, with linear interpolation.
  ///
  /// - Parameter place: the row and column in this image of a pixel.
  fileprivate func sampled(_ border: Border, _ place: (Int, Int) -> (Float, Float)) -> PlanarImage {
    var result = self
    result.values.withUnsafeMutableBufferPointer { target in
      values.withUnsafeBufferPointer { source in
        for row in 0..<height {
          for column in 0..<width {
            let (y, x) = place(row, column), top = y.wholeBelow, left = x.wholeBelow
            let (down, right) = (y - top, x - left)
            let upper = border.place(Int(top), in: height) * width
            let lower = border.place(Int(top) + 1, in: height) * width
            let first = border.place(Int(left), in: width), second = border.place(Int(left) + 1, in: width)
            for plane in stride(from: 0, to: channels * pixels, by: pixels) {
              let a = source[plane + upper + first], b = source[plane + upper + second]
              let c = source[plane + lower + first], d = source[plane + lower + second]
              let above = a + right * (b - a), below = c + right * (d - c)
              target[plane + row * width + column] = above + down * (below - above)
            }
          }
        }
      }
    }
    return result
  }

  /// This image under the affine map that moves three corners of its middle.
  ///
  /// - Parameter moves: the displacements right and down of the lower right, the upper right and the upper left corner.
  fileprivate func skewed(by moves: [Double]) -> PlanarImage {
    let (x, y) = (Double(width / 2), Double(height / 2)), reach = Double(min(height, width) / 3)
    let corners = [(x + reach, y + reach), (x + reach, y - reach), (x - reach, y - reach)]
    let moved = corners.indices.map { (corners[$0].0 + moves[2 * $0], corners[$0].1 + moves[2 * $0 + 1]) }
    // A pixel is written as the second corner and parts of the way to the other two.
    let (a, b) = (moved[0].0 - moved[1].0, moved[0].1 - moved[1].1)
    let (c, d) = (moved[2].0 - moved[1].0, moved[2].1 - moved[1].1)
    let determinant = a * d - b * c
    return sampled(.mirroredWithoutEdge) { row, column in
      let (u, v) = (Double(column) - moved[1].0, Double(row) - moved[1].1)
      let down = (u * d - v * c) / determinant, left = (v * a - u * b) / determinant
      return (Float(corners[1].1 + 2 * reach * down), Float(corners[1].0 - 2 * reach * left))
    }
  }
}
