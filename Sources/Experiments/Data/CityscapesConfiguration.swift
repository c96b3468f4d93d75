import Datasets
import Foundation

/// Cityscapes: the npy files of MTAN and LibMTL, or the authors' PNGs; the official validation split is for test.
public struct CityscapesConfiguration: DataKind {
  public static let name = "cityscapes"
  public static let summary = "street scenes with segmentation and inverse depth, npy files or the original PNGs"
  public static let usualTrunk = TrunkConfiguration.Kind.segnet

  enum Format: String, CaseIterable, Sendable { case npy, png }

  /// The absolute path of the folder that holds `train` and `val`, or `leftImg8bit`, `gtFine` and `disparity`.
  public var folder: String
  let format: Format
  let classes: Int
  /// The size in pixels to which PNGs are resized.
  var height = 128
  var width = 256
  let split: HeldOutConfiguration
  let files: FileReadingConfiguration

  public init(reading section: ConfigurationSection, catalogue: ExperimentCatalogue) throws {
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

  public var taskNames: [String] { ["segmentation", "depth"] }

  public var resizesPictures: Bool { format == .png }

  public var draw: SplitDraw? { split.draw }

  public func source(_ reading: DataReading) throws -> DataSource {
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
