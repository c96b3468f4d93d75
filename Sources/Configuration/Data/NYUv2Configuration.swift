import Components
import Datasets
import Foundation
import Tasks

/// NYUv2 as preprocessed for MTAN and LibMTL: npy files in `train` and `val`, the latter for test.
package struct NYUv2Configuration: DataKind {
  package static let card = DataCard(
    About(
      "nyuv2", title: "NYUv2",
      "indoor pictures with segmentation, depth and normals, npy files as preprocessed for MTAN",
      citation: Citation(
        "Silberman, Hoiem, Kohli, Fergus", "Indoor Segmentation and Support Inference from RGBD Images", "ECCV", 2012,
        "DOI 10.1007/978-3-642-33715-4_54"),
      settings: [
        Setting("folder", .path, isRequired: true, "path of the folder that holds `train` and `val`"),
        Setting(
          "split", .section(HeldOutConfiguration.publishedSettings), "what is held out of the training samples"),
        DirectionLabels.Rule.setting(),
      ] + FileReadingConfiguration.settings(keeping: "what was read and checked")),
    usualTrunk: "segnet", usualEpochs: DataCard.epochsOfPictures, Self.self)

  /// The absolute path of the folder that holds `train` and `val`.
  package var folder: String
  let split: HeldOutConfiguration
  let normalsMask: DirectionLabels.Rule
  let files: FileReadingConfiguration

  package init(reading section: DeclaredSection, catalogue: ExperimentCatalogue) throws {
    folder = try section.path("folder")
    split = try HeldOutConfiguration(reading: section.section("split"))
    normalsMask = try section.choice("normals-mask")
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

  package func standIn(_ reading: DataReading) -> DataSource? {
    .standIn(
      "nyuv2", tasks: DenseLayout.nyuv2.tasks(normalsMask), height: DenseLayout.nyuv2Size.height,
      width: DenseLayout.nyuv2Size.width)
  }
}

extension DirectionLabels.Rule {
  /// The setting `normals-mask`.
  ///
  /// - Parameter presence: the words that say where it can be given.
  static func setting(_ presence: String = "") -> Setting {
    Setting(
      "normals-mask", .choice(Self.self), default: .word(anyComponent.rawValue),
      presence
        + "which normals count as measured: those with `any-component` other than 0, or, as in published code, those whose components do not add up to 0 (`channel-sum`)"
    )
  }
}
