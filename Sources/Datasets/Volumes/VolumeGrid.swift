/// The places of a volume's voxels in the patient.
public struct VolumeGrid: Sendable, Hashable {
  /// The number of voxels along each of the three axes.
  public let sizes: [Int]
  /// The map from a voxel (i, j, k) to the place of its centre, in millimetres to the right, to the front and up: three rows of three
  /// factors and an offset.
  public let affine: [[Double]]

  /// Creates a grid.
  ///
  /// - Precondition: three sizes of at least 0, and an affine map of 3 × 4 numbers.
  public init(sizes: [Int], affine: [[Double]]) {
    precondition(sizes.count == 3 && sizes.allSatisfy { $0 >= 0 }, "a grid should have three sizes.")
    precondition(affine.count == 3 && affine.allSatisfy { $0.count == 4 }, "an affine map should be 3 × 4.")
    (self.sizes, self.affine) = (sizes, affine)
  }

  /// The distance between neighbouring voxels along each axis, in millimetres.
  public var spacing: [Double] {
    (0..<3).map { axis in affine.reduce(0) { $0 + $1[axis] * $1[axis] }.squareRoot() }
  }

  /// The share of a voxel that a grid may leave uncovered at its ends, so that the rounding of a distance in a header adds no voxel.
  private static let uncovered = 1e-4
  /// The most voxels along an axis.
  private static let longest = 1 << 20

  /// A grid with the same axes and the same centre at other distances.
  ///
  /// An axis of n voxels at distances s gets ⌈n s / s′⌉ voxels at distances s′, so that the new grid covers the old one.
  ///
  /// Source: A. Zwanenburg et al., [Image biomarker standardisation initiative](https://arxiv.org/abs/1612.07003), on interpolation.
  ///
  /// - Parameter distances: for each axis, in millimetres. An axis with the distance 0 keeps its voxels.
  /// - Throws: `DatasetError` for other than three distances, for a distance below 0, and for a grid with too many voxels.
  public func spaced(_ distances: [Double]) throws -> VolumeGrid {
    guard distances.count == 3, distances.allSatisfy({ $0 >= 0 && $0.isFinite }) else {
      throw DatasetError("A grid should have three distances of at least 0 mm. Found \(distances).")
    }
    let old = spacing
    guard old.allSatisfy({ $0 > 0 && $0.isFinite }), !sizes.contains(0) else {
      throw DatasetError("A grid should have voxels that are apart. Found \(text).")
    }
    let counts = (0..<3).map { axis -> Double in
      guard distances[axis] > 0, distances[axis] != old[axis] else { return Double(sizes[axis]) }
      return max(1, (Double(sizes[axis]) * old[axis] / distances[axis] - Self.uncovered).rounded(.up))
    }
    guard counts.allSatisfy({ $0 <= Double(Self.longest) }) else {
      throw DatasetError(
        "A grid should have at most \(Self.longest) voxels along an axis. Found \(counts) for distances of \(distances) mm."
      )
    }
    let factors = (0..<3).map { distances[$0] > 0 ? distances[$0] / old[$0] : 1 }
    let map = affine.map { row -> [Double] in
      var own = row
      for axis in 0..<3 {
        own[axis] = row[axis] * factors[axis]
        own[3] += (row[axis] * Double(sizes[axis] - 1) - own[axis] * (counts[axis] - 1)) / 2
      }
      return own
    }
    return VolumeGrid(sizes: counts.map { Int($0) }, affine: map)
  }

  /// The share of a voxel by which two grids with the same voxels may differ.
  private static let tolerance = 0.01

  /// Whether another grid has as many voxels at the same places, to a hundredth of a voxel.
  public func isSame(as other: VolumeGrid) -> Bool {
    guard sizes == other.sizes else { return false }
    let corners = [[0, 0, 0]] + (0..<3).map { axis in (0..<3).map { $0 == axis ? sizes[axis] - 1 : 0 } }
    let most = Self.tolerance * (spacing.min() ?? 1)
    return corners.allSatisfy { corner in
      zip(place(corner), other.place(corner)).allSatisfy { abs($0 - $1) <= most }
    }
  }

  /// The place of a voxel's centre.
  private func place(_ voxel: [Int]) -> [Double] {
    affine.map { row in zip(row, voxel).reduce(row[3]) { $0 + $1.0 * Double($1.1) } }
  }

  /// The grid in words: "4×3×2 voxels, 1.0, 1.0, 2.0 mm apart, from (0.0, 0.0, 0.0)".
  public var text: String {
    func text(_ values: [Double]) -> String {
      values.map { value in "\((value * 1_000).rounded() / 1_000)" }.joined(separator: ", ")
    }
    return
      "\(sizes.map(String.init).joined(separator: "×")) voxels, \(text(spacing)) mm apart, from (\(text(affine.map { $0[3] })))"
  }

  /// The map from the voxels of another grid to those of this one; nil if the axes of this grid do not span space.
  func voxels(of other: VolumeGrid) -> [[Double]]? {
    let a = affine
    let cofactors = (0..<3).map { i in
      (0..<3).map { j in
        let (r, s, c, d) = ((i + 1) % 3, (i + 2) % 3, (j + 1) % 3, (j + 2) % 3)
        return a[r][c] * a[s][d] - a[r][d] * a[s][c]
      }
    }
    let determinant = (0..<3).reduce(0) { $0 + a[0][$1] * cofactors[0][$1] }
    guard determinant != 0, determinant.isFinite else { return nil }
    return (0..<3).map { row in
      (0..<4).map { column in
        (0..<3).reduce(0) { sum, axis in
          let part = other.affine[axis][column] - (column == 3 ? a[axis][3] : 0)
          return sum + cofactors[axis][row] / determinant * part
        }
      }
    }
  }
}
