import Datasets
import Foundation

/// CelebA: faces with forty yes-or-no attributes, in the official splits.
package struct CelebAConfiguration: DataKind {
  package static let name = "celeba"
  package static let summary = "faces with forty yes-or-no attributes, as its authors or Kaggle distribute them"
  package static let usualTrunk = "resnet18"

  /// The absolute path of the folder with the lists and the pictures.
  package var folder: String
  /// The side in pixels to which pictures are resized.
  package var size = 64
  let files: FileReadingConfiguration

  package init(reading section: ConfigurationSection, catalogue: ExperimentCatalogue) throws {
    folder = try section.path("folder")
    size = try section.int("size", default: size, in: Bounds.pixels)
    files = try FileReadingConfiguration(reading: section)
  }

  /// The tasks' names; empty, since the list of attributes has them.
  package var taskNames: [String] { [] }

  package var resizesPictures: Bool { true }

  package func source(_ reading: DataReading) throws -> DataSource {
    try .celebA(folder: URL(filePath: folder), side: size, reading: files.reading(reading))
  }
}
