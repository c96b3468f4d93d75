import Statistics

/// Random numbers of mean 0 that change smoothly through a volume: those of a coarse grid, and trilinear interpolation between its
/// points.
struct SmoothField {
  private let spacing: Float
  private let offsets: [Float]
  private let points: Int
  private let values: [Float]

  /// - Parameters:
  ///   - side: the side of the volume in places.
  ///   - spacing: the distance of the grid's points in places.
  ///   - random: draws the grid's place and its numbers, which have variance 1.
  init(side: Int, spacing: Float, _ random: inout SplitMix64) {
    self.spacing = spacing
    offsets = (0..<3).map { _ in random.uniform() }
    points = Int(Float(side) / spacing) + 3
    values = (0..<points * points * points).map { _ in bellShaped(random.next()) }
  }

  /// The number at a place.
  func callAsFunction(_ z: Int, _ y: Int, _ x: Int) -> Float {
    let (k, j, i) = (position(z, 0), position(y, 1), position(x, 2))
    func row(_ plane: Int, _ line: Int) -> Float {
      let start = (plane * points + line) * points + i.cell
      return values[start] + (values[start + 1] - values[start]) * i.share
    }
    func plane(_ plane: Int) -> Float {
      let first = row(plane, j.cell)
      return first + (row(plane, j.cell + 1) - first) * j.share
    }
    let first = plane(k.cell)
    return first + (plane(k.cell + 1) - first) * k.share
  }

  private func position(_ place: Int, _ axis: Int) -> (cell: Int, share: Float) {
    let exact = Float(place) / spacing + offsets[axis], cell = Int(exact)
    return (cell, exact - Float(cell))
  }
}
