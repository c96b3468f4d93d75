/// The rule that gives a value between voxels.
public enum Interpolation: String, Sendable, Hashable, CaseIterable {
  /// The value of the nearest voxel.
  case nearest
  /// The mean of the eight voxels around, weighted by their nearness along each axis.
  case linear
  /// The cubic spline through all voxels, which may go beyond their smallest and largest values.
  case cubic
}

extension Volume {
  /// The share of a region that a voxel should hold in order to belong to it.
  private static let leastShare = 0.5
  /// The error of a share that comes from the rounding of places.
  private static let rounding = 1e-6
  /// The distance to a voxel's centre, in voxels, at which a place is that centre.
  private static let nearness = 1e-9

  /// The values at the voxels of another grid, which may have other axes.
  ///
  /// Within half a voxel of the outermost centres the values are those of the outermost voxels.
  ///
  /// - Parameters:
  ///   - interpolation: `linear` and `cubic` for images, `nearest` for labels.
  ///   - outside: the value at places beyond that.
  /// - Throws: `DatasetError` if the axes of this volume do not span space, for a grid that does not fit into memory, and for a cubic spline
  ///   through values that are not finite.
  public func resampled(
    to grid: VolumeGrid, by interpolation: Interpolation = .linear, outside: Double = 0
  ) throws -> Volume {
    guard !values.isEmpty else { throw DatasetError("A volume should have voxels. Found the sizes \(sizes).") }
    guard let map = self.grid.voxels(of: grid), map.joined().allSatisfy(\.isFinite) else {
      throw DatasetError("The axes of a volume should span space. Found the map \(affine).")
    }
    let (count, overflows) = grid.sizes.dropFirst().reduce((grid.sizes[0], false)) { product, size in
      let (next, overflow) = product.0.multipliedReportingOverflow(by: size)
      return (next, product.1 || overflow)
    }
    guard !overflows else { throw DatasetError("A grid should fit into memory. Found \(grid.text).") }
    try FreeMemory.require(count, of: MemoryLayout<Double>.size, for: "A volume of \(grid.text)")
    if interpolation == .cubic, let place = values.firstIndex(where: { !$0.isFinite }) {
      throw DatasetError(
        "A cubic spline should go through finite values. Found \(values[place]) at the voxel \(place).")
    }
    let spline = interpolation == .cubic ? CubicSpline(values, sizes: sizes) : nil
    let own = [Double](unsafeUninitializedCapacity: count) { buffer, filled in
      values.withUnsafeBufferPointer { source in
        var place = 0
        for z in 0..<grid.sizes[2] {
          for y in 0..<grid.sizes[1] {
            let start = map.map { $0[1] * Double(y) + $0[2] * Double(z) + $0[3] }
            let (a, b, c) = (start[0], start[1], start[2]), (da, db, dc) = (map[0][0], map[1][0], map[2][0])
            for x in 0..<grid.sizes[0] {
              let step = Double(x)
              buffer[place] =
                Self.value(source, sizes, (a + da * step, b + db * step, c + dc * step), interpolation, spline)
                ?? outside
              place += 1
            }
          }
        }
      }
      filled = count
    }
    return Volume(sizes: grid.sizes, values: own, affine: grid.affine)
  }

  /// Whether each voxel of a grid belongs to the region with a label, in the order of voxels.
  ///
  /// - Parameter interpolation: `linear` gives the share of a voxel that lies in the region, which should be at least a half.
  /// - Throws: `DatasetError` as ``resampled(to:by:outside:)``.
  public func mask(
    of label: Double, on grid: VolumeGrid, by interpolation: Interpolation = .linear
  ) throws -> [Bool] {
    var shares = self
    shares.values = values.map { $0 == label ? 1 : 0 }
    return try shares.resampled(to: grid, by: interpolation).values.map { $0 >= Self.leastShare - Self.rounding }
  }

  /// The volume with each value rounded to the nearest integer, as for a CT in Hounsfield units.
  public func rounded() -> Volume {
    var result = self
    result.values = values.map { $0.rounded() }
    return result
  }

  /// The voxel below a place along an axis and the distance to it; nil outside.
  @inline(__always)
  private static func cell(_ place: Double, _ size: Int) -> (voxel: Int, distance: Double)? {
    guard place >= -0.5 - rounding, place <= Double(size) - 0.5 + rounding else { return nil }
    let nearest = place.rounded(), near = abs(place - nearest) < nearness ? nearest : place
    let inside = min(max(near, 0), Double(size - 1)), voxel = min(Int(inside), max(0, size - 2))
    return (voxel, inside - Double(voxel))
  }

  @inline(__always)
  private static func value(
    _ values: UnsafeBufferPointer<Double>, _ sizes: [Int], _ place: (Double, Double, Double),
    _ interpolation: Interpolation, _ spline: CubicSpline?
  ) -> Double? {
    guard let x = cell(place.0, sizes[0]), let y = cell(place.1, sizes[1]), let z = cell(place.2, sizes[2])
    else { return nil }
    if let spline { return spline.value(x, y, z) }
    let (row, slice) = (sizes[0], sizes[0] * sizes[1])
    let start = z.voxel * slice + y.voxel * row + x.voxel
    if interpolation == .nearest {
      func step(_ distance: Double) -> Int { distance + nearness >= 0.5 ? 1 : 0 }
      return values[start + step(z.distance) * slice + step(y.distance) * row + step(x.distance)]
    }
    // A voxel without weight is not read: it may lie behind the end, and may be no number.
    func along(_ distance: Double, _ step: Int, _ at: Int, _ value: (Int) -> Double) -> Double {
      if distance == 0 { return value(at) }
      if distance == 1 { return value(at + step) }
      let first = value(at)
      return first + distance * (value(at + step) - first)
    }
    return along(z.distance, slice, start) { start in
      along(y.distance, row, start) { start in along(x.distance, 1, start) { values[$0] } }
    }
  }
}
