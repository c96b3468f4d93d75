import Datasets
import Foundation

/// CamVid's road scenes as SegNet's authors distribute them: PNGs in `train`, `val`, `test` and their labels.
package struct CamVidConfiguration: DataKind {
  package static let name = "camvid"
  package static let summary = "road scenes with segmentation, class boundaries and which classes are there"
  package static let usualTrunk = "segnet"

  /// The absolute path of the folder that holds `train` and `trainannot`, and so on.
  package var folder: String
  let files: FileReadingConfiguration

  package init(reading section: ConfigurationSection, catalogue: ExperimentCatalogue) throws {
    folder = try section.path("folder")
    files = try FileReadingConfiguration(reading: section)
  }

  package var taskNames: [String] { ["segmentation", "boundary", "presence"] }

  package func source(_ reading: DataReading) throws -> DataSource {
    try .camVid(folder: URL(filePath: folder), reading: files.reading(reading))
  }
}
