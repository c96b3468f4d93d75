import Datasets
import Foundation
import Tasks

/// NYUv2 as preprocessed for MTAN and LibMTL: npy files in `train` and `val`, the latter for test.
package struct NYUv2Configuration: DataKind {
  package static let name = "nyuv2"
  package static let summary =
    "indoor pictures with segmentation, depth and normals, npy files as preprocessed for MTAN"
  package static let usualTrunk = "segnet"

  /// The absolute path of the folder that holds `train` and `val`.
  package var folder: String
  let split: HeldOutConfiguration
  let normalsMask: DirectionLabels.Rule
  let files: FileReadingConfiguration

  package init(reading section: ConfigurationSection, catalogue: ExperimentCatalogue) throws {
    folder = try section.path("folder")
    split = try HeldOutConfiguration(
      reading: section.section("split"), validation: HeldOutConfiguration.publishedShare)
    normalsMask = try section.choice("normals-mask", default: .anyComponent)
    files = try FileReadingConfiguration(reading: section)
  }

  package var taskNames: [String] { ["segmentation", "depth", "normals"] }

  package var draw: SplitDraw? { split.draw }

  package func source(_ reading: DataReading) throws -> DataSource {
    try .dense(
      "nyuv2", .nyuv2, root: URL(filePath: folder), division: split.division(reading, test: "val"),
      reading: files.reading(reading),
      rule: normalsMask)
  }
}

extension HeldOutConfiguration {
  /// The division: folders by their names, and shares of the training samples if there are none.
  func division(
    _ reading: DataReading, train: String = "train", validation: String? = nil, test: String? = nil
  ) -> DenseDivision {
    var division = DenseDivision()
    (division.train, division.validation, division.test) = (train, validation, test)
    (division.validationShare, division.testShare, division.seed) = (
      self.validation, self.test, seed.value(for: reading)
    )
    division.fold = reading.fold ?? fold
    return division
  }
}
