import Components
import Datasets
import Foundation

/// CamVid's road scenes as SegNet's authors distribute them: PNGs in `train`, `val`, `test` and their labels.
package struct CamVidConfiguration: DataKind {
  package static let card = DataCard(
    About(
      "camvid", title: "CamVid", "road scenes with segmentation, class boundaries and which classes are there",
      citation: Citation(
        "Brostow, Fauqueur, Cipolla", "Semantic Object Classes in Video: A High-Definition Ground Truth Database",
        "Pattern Recognition Letters", 2009, "DOI 10.1016/j.patrec.2008.04.005"),
      settings: [
        Setting(
          "folder", .path, isRequired: true,
          "path of the folder that holds `train`, `trainannot`, `val`, `valannot`, `test` and `testannot`")
      ] + FileReadingConfiguration.settings(keeping: "what was read and checked")),
    usualTrunk: "segnet", usualEpochs: DataCard.epochsOfPictures, Self.self)

  /// The absolute path of the folder that holds `train` and `trainannot`, and so on.
  package var folder: String
  let files: FileReadingConfiguration

  package init(reading section: DeclaredSection, catalogue: ExperimentCatalogue) throws {
    folder = try section.path("folder")
    files = try FileReadingConfiguration(reading: section)
  }

  package var taskNames: [String] { ["segmentation", "boundary", "presence"] }

  package func source(_ reading: DataReading) throws -> DataSource {
    try .camVid(folder: URL(filePath: folder), reading: files.reading(reading))
  }
}
