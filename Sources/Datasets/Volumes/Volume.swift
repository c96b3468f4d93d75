/// A three-dimensional image with its place in the patient.
public struct Volume: Sendable, Hashable {
  /// The voxels along the three axes of the file. Voxels lie with the first axis fastest.
  public var sizes: [Int]
  /// The values of the voxels.
  public var values: [Double]
  /// Where the centre of a voxel (i, j, k) is, in millimetres to the right, to the front and up: three rows of three factors and an
  /// offset.
  public var affine: [[Double]]

  /// - Parameter affine: see ``affine``.
  public init(sizes: [Int], values: [Double], affine: [[Double]]) {
    precondition(sizes.count == 3 && values.count == sizes.reduce(1, *), "values should fill a volume.")
    precondition(affine.count == 3 && affine.allSatisfy { $0.count == 4 }, "an affine map should be 3 × 4.")
    (self.sizes, self.values, self.affine) = (sizes, values, affine)
  }

  /// A volume with axes to the right, to the front and up, from the origin.
  public init(sizes: [Int], values: [Double], spacing: [Double]) {
    self.init(
      sizes: sizes, values: values,
      affine: (0..<3).map { row in (0..<4).map { $0 == row ? spacing[row] : 0 } })
  }

  /// The distance between neighbouring voxels along each axis, in millimetres.
  public var spacing: [Double] { grid.spacing }

  /// The sizes and the places of the voxels.
  public var grid: VolumeGrid { VolumeGrid(sizes: sizes, affine: affine) }

  /// Reads a volume: NRRD if the name ends in `.nrrd`, otherwise NIfTI-1, plain or gzip.
  ///
  /// - Throws: `DatasetError` for a file that is none.
  public init(reading path: String) throws {
    self = try path.lowercased().hasSuffix(".nrrd") ? NRRD.read(path) : NIfTI.read(path)
    guard spacing.allSatisfy({ $0 > 0 && $0.isFinite }), affine.joined().allSatisfy(\.isFinite) else {
      throw DatasetError("`\(path)` should say how far voxels are apart. Found the map \(affine).")
    }
  }

  /// Checks that a mask has the voxels of this volume: as many, at the same places to a hundredth of a voxel.
  ///
  /// - Throws: `DatasetError` that names both grids.
  public func checkGrid(of mask: Volume, _ path: String, _ maskPath: String) throws {
    guard grid.isSame(as: mask.grid) else {
      throw DatasetError(
        "The mask should have the grid of its image. Found \(grid.text) of `\(path)`, and \(mask.grid.text) of `\(maskPath)`."
      )
    }
  }
}
