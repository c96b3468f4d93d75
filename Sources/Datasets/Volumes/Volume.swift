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
  public var spacing: [Double] {
    (0..<3).map { axis in affine.reduce(0) { $0 + $1[axis] * $1[axis] }.squareRoot() }
  }

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
    func same(_ first: Volume, _ second: Volume) -> Bool {
      guard first.sizes == second.sizes else { return false }
      let corners = [[0, 0, 0]] + (0..<3).map { axis in (0..<3).map { $0 == axis ? first.sizes[axis] - 1 : 0 } }
      let tolerance = 0.01 * (first.spacing.min() ?? 1)
      return corners.allSatisfy { corner in
        zip(first.place(corner), second.place(corner)).allSatisfy { abs($0 - $1) <= tolerance }
      }
    }
    guard same(self, mask) else {
      throw DatasetError(
        "The mask should have the grid of its image. Found \(gridText) of `\(path)`, and \(mask.gridText) of `\(maskPath)`."
      )
    }
  }

  /// Where the centre of a voxel is.
  private func place(_ voxel: [Int]) -> [Double] {
    affine.map { row in zip(row, voxel).reduce(row[3]) { $0 + $1.0 * Double($1.1) } }
  }

  private var gridText: String {
    func text(_ values: [Double]) -> String {
      values.map { value in "\((value * 1_000).rounded() / 1_000)" }.joined(separator: ", ")
    }
    return
      "\(sizes.map(String.init).joined(separator: "×")) voxels, \(text(spacing)) mm apart, from (\(text(affine.map { $0[3] })))"
  }
}

/// The types of numbers in files of volumes.
enum VoxelType: String, CaseIterable {
  case uint8, int8, uint16, int16, uint32, int32, uint64, int64, float32, float64

  var size: Int {
    switch self {
    case .uint8, .int8: 1
    case .uint16, .int16: 2
    case .uint32, .int32, .float32: 4
    case .uint64, .int64, .float64: 8
    }
  }

  /// The values of bytes.
  func values(_ bytes: ArraySlice<UInt8>, isBigEndian: Bool) -> [Double] {
    bytes.withUnsafeBytes { raw in
      func read<T: FixedWidthInteger>(_: T.Type, _ convert: (T) -> Double) -> [Double] {
        (0..<raw.count / size).map { place in
          let value = raw.loadUnaligned(fromByteOffset: place * size, as: T.self)
          return convert(isBigEndian ? T(bigEndian: value) : T(littleEndian: value))
        }
      }
      return switch self {
      case .uint8: read(UInt8.self) { Double($0) }
      case .int8: read(Int8.self) { Double($0) }
      case .uint16: read(UInt16.self) { Double($0) }
      case .int16: read(Int16.self) { Double($0) }
      case .uint32: read(UInt32.self) { Double($0) }
      case .int32: read(Int32.self) { Double($0) }
      case .uint64: read(UInt64.self) { Double($0) }
      case .int64: read(Int64.self) { Double($0) }
      case .float32: read(UInt32.self) { Double(Float(bitPattern: $0)) }
      case .float64: read(UInt64.self) { Double(bitPattern: $0) }
      }
    }
  }
}
