import Foundation

extension Volume {
  /// Writes a volume in the format that the name says: NRRD with gzip inside for `.nrrd`, otherwise NIfTI-1, which is gzip if the name ends
  /// in `.gz`.
  ///
  /// Values and the map to places are read again as they were, in NIfTI-1 as far as its 32 bits hold the map.
  ///
  /// ```swift
  /// try mask.write(to: "tumour.nii.gz", as: .uint8)
  /// ```
  ///
  /// - Throws: `DatasetError` for values that the type cannot hold, for sizes and maps that the format cannot hold, and for a file that
  ///   cannot be written.
  public func write(to path: String, as type: VoxelType = .float64) throws {
    if path.lowercased().hasSuffix(".nrrd") {
      try NRRD.write(self, to: path, as: type, isCompressed: true)
    } else {
      try NIfTI.write(self, to: path, as: type)
    }
  }

  /// Checks that a format can hold this volume.
  ///
  /// - Parameters:
  ///   - format: its name in the error.
  ///   - longest: the most voxels along an axis.
  func checkWritable(_ format: String, longest: Int, _ path: String) throws {
    guard sizes.allSatisfy({ (1...longest).contains($0) }) else {
      throw DatasetError(
        "A \(format) file should have at least 1 and at most \(longest) voxels along an axis. Found \(sizes) for `\(path)`."
      )
    }
    guard affine.joined().allSatisfy(\.isFinite), spacing.allSatisfy({ $0 > 0 && $0.isFinite }) else {
      throw DatasetError("A volume should say how far voxels are apart. Found the map \(affine) for `\(path)`.")
    }
  }

  /// The bytes of the voxels.
  ///
  /// - Throws: `DatasetError` that names the file.
  func bytes(as type: VoxelType, _ path: String) throws -> [UInt8] {
    do { return try type.bytes(values) } catch let error as DatasetError {
      throw DatasetError("\(error.description) File: `\(path)`.")
    }
  }

  /// Writes bytes to a file, all or none.
  static func write(_ bytes: [UInt8], to path: String) throws {
    do { try Data(bytes).write(to: URL(filePath: path), options: .atomic) } catch {
      throw DatasetError("`\(path)` should be a file that can be written. Found: \(error.localizedDescription)")
    }
  }
}
