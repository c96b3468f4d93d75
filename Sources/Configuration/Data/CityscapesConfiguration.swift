import Datasets
import Foundation

/// Cityscapes: the npy files of MTAN and LibMTL, or the authors' PNGs; the official validation split is for test.
package struct CityscapesConfiguration: DataKind {
  package static let name = "cityscapes"
  package static let summary = "street scenes with segmentation and inverse depth, npy files or the original PNGs"
  package static let usualTrunk = "segnet"

  enum Format: String, CaseIterable, Sendable { case npy, png }

  /// The absolute path of the folder that holds `train` and `val`, or `leftImg8bit`, `gtFine` and `disparity`.
  package var folder: String
  let format: Format
  let classes: Int
  /// The size in pixels to which PNGs are resized.
  var height = 128
  var width = 256
  let split: HeldOutConfiguration
  let files: FileReadingConfiguration

  package init(reading section: ConfigurationSection, catalogue: ExperimentCatalogue) throws {
    folder = try section.path("folder")
    format = try section.choice("format", default: .npy)
    switch format {
    case .npy: classes = try section.int("classes", of: [2, 7, 19], default: 7)
    case .png:
      section.varies(with: "format", format.rawValue)
      classes = try section.int("classes", of: [7, 19], default: 7)
      height = try section.int("height", default: height, in: Bounds.pixels)
      width = try section.int("width", default: width, in: Bounds.pixels)
    }
    split = try HeldOutConfiguration(
      reading: section.section("split"), validation: HeldOutConfiguration.publishedShare)
    files = try FileReadingConfiguration(reading: section)
  }

  package var taskNames: [String] { ["segmentation", "depth"] }

  package var resizesPictures: Bool { format == .png }

  package var draw: SplitDraw? { split.draw }

  package func source(_ reading: DataReading) throws -> DataSource {
    let root = URL(filePath: folder)
    let layout: DenseLayout =
      switch format {
      case .npy: .cityscapes(classes: classes, root: root)
      case .png: .cityscapesOriginal(classes: classes, size: .init(height: height, width: width))
      }
    return try .dense(
      "cityscapes", layout, root: root, division: split.division(reading, test: "val"), reading: files.reading(reading))
  }
}
