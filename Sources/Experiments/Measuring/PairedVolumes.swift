import Datasets
import Printing
import Radiomics

/// An image and a mask on one grid.
struct PairedVolumes {
  let image: String
  let mask: String
  let label: Int
  /// The image, resampled if that was wanted.
  let volume: Volume
  /// Whether each voxel of the image is in the region.
  private let isInside: [Bool]
  private let marks: Volume

  /// Reads both files.
  ///
  /// - Parameter spacing: the distances to which both are resampled, in millimetres, 0 for those of the image; nil leaves both as they are.
  /// - Throws: `DatasetError` for files that are no volumes, and for grids that differ if nothing is resampled.
  init(_ image: String, mask: String, label: Int, spacing: [Double]?) throws {
    (self.image, self.mask, self.label) = (image, mask, label)
    let own = try Volume(reading: image)
    marks = try Volume(reading: mask)
    guard let spacing else {
      do { try own.checkGrid(of: marks, image, mask) } catch let error as DatasetError {
        throw DatasetError(
          "\(error.description) `--spacing` brings both to one grid, `--spacing 0` to that of the image.")
      }
      (volume, isInside) = (own, marks.values.map { $0 == Double(label) })
      return
    }
    let grid = try own.grid.spaced(spacing)
    volume = grid == own.grid ? own : try own.resampled(to: grid)
    isInside = try marks.mask(of: Double(label), on: grid)
  }

  /// The region of the label.
  ///
  /// - Throws: `DatasetError` if the label has no voxel.
  func region() throws -> Region {
    if let region = Region(volume.values, mask: isInside, sizes: volume.sizes, spacing: volume.spacing) {
      return region
    }
    let count = marks.values.count { $0 == Double(label) }
    guard count == 0 else {
      throw DatasetError(
        "The mask `\(mask)` should fill at least half of a voxel of the resampled `\(image)` with the label \(label). "
          + "Found \(count) voxels on \(marks.grid.text), and none on \(volume.grid.text).")
    }
    let labels = Set(marks.values.prefix(Self.mostVoxels)).sorted().prefix(Self.mostLabels).map(NumberText.printed)
    throw DatasetError(
      "The mask `\(mask)` should have voxels of the label \(label). Found \(labels.joined(separator: ", ")).")
  }

  /// The most labels that an error lists.
  private static let mostLabels = 10
  /// The most voxels that are searched for labels for an error.
  private static let mostVoxels = 1 << 22
}
