import Components
import Datasets
import Foundation

/// CelebA: faces with forty yes-or-no attributes, in the official splits.
package struct CelebAConfiguration: DataKind {
  package static let card = DataCard(
    About(
      "celeba", title: "CelebA", "faces with forty yes-or-no attributes, as its authors or Kaggle distribute them",
      citation: Citation(
        "Liu, Luo, Wang, Tang", "Deep Learning Face Attributes in the Wild", "ICCV", 2015, "arXiv 1411.7766"),
      settings: [
        Setting(
          "folder", .path, isRequired: true,
          "path of the folder as its authors distribute it (`Anno`, `Eval`, `Img`) or as Kaggle does (CSV lists)"),
        Setting("size", .int(Bounds.pixels), default: 64, "side in pixels to which pictures are resized"),
      ] + FileReadingConfiguration.settings(keeping: "pictures decoded and resized, 2.5 GB at 64 pixels")),
    usualTrunk: "resnet18", usualEpochs: DataCard.epochsOfPictures, Self.self)

  /// The absolute path of the folder with the lists and the pictures.
  package var folder: String
  /// The side in pixels to which pictures are resized.
  package var size: Int
  let files: FileReadingConfiguration

  package init(reading section: DeclaredSection, catalogue: ExperimentCatalogue) throws {
    folder = try section.path("folder")
    size = try section.int("size")
    files = try FileReadingConfiguration(reading: section)
  }

  /// The tasks' names; empty, since the list of attributes has them.
  package var taskNames: [String] { [] }

  package var resizesPictures: Bool { true }

  package func source(_ reading: DataReading) throws -> DataSource {
    try .celebA(folder: URL(filePath: folder), side: size, reading: files.reading(reading))
  }

  package func standIn(_ reading: DataReading) throws -> DataSource? {
    .standIn("celeba", tasks: try DataSource.celebATasks(), height: size, width: size)
  }
}
