import Components
import Datasets
import Foundation

/// Cityscapes: the npy files of MTAN and LibMTL, or the authors' PNGs; the official validation split is for test.
package struct CityscapesConfiguration: DataKind {
  package static let card = DataCard(
    About(
      "cityscapes", title: "Cityscapes",
      "street scenes with segmentation and inverse depth, npy files or the original PNGs",
      citation: Citation(
        "Cordts et al.", "The Cityscapes Dataset for Semantic Urban Scene Understanding", "CVPR", 2016,
        "arXiv 1604.01685"),
      settings: [
        Setting(
          "folder", .path, isRequired: true,
          "path of the folder that holds `train` and `val`, or `leftImg8bit`, `gtFine` and `disparity`"),
        Setting(
          "format", .choice(Format.self), default: "npy",
          "`npy`: as preprocessed for MTAN and LibMTL, with labels in `label_7` and so on, or in `label`; `png`: as the authors distribute it, where a disparity of p stands for (p − 1) / 256 pixels"
        ),
        Setting(
          "classes", .word(["2", "7", "19"]), default: 7,
          "7 (the benchmark's categories) or 19; for `npy` also 2. Labels that the benchmark ignores are none"),
        Setting(
          "height", .int(Bounds.pixels), default: 128,
          "height in pixels to which pictures are resized; labels and disparities are those of the nearest pixel",
          where: .is("format", "png")),
        Setting("width", .int(Bounds.pixels), default: 256, "width in pixels", where: .is("format", "png")),
        Setting(
          "split", .section(HeldOutConfiguration.publishedSettings), "what is held out of the training samples"),
      ] + FileReadingConfiguration.settings(keeping: "what was read and checked, PNGs decoded and resized")),
    usualTrunk: "segnet", usualEpochs: DataCard.epochsOfPictures, Self.self)

  enum Format: String, CaseIterable, Sendable { case npy, png }

  /// The absolute path of the folder that holds `train` and `val`, or `leftImg8bit`, `gtFine` and `disparity`.
  package var folder: String
  let format: Format
  let classes: Int
  /// The size in pixels to which PNGs are resized; nil for npy arrays.
  let size: DenseLayout.Size?
  let split: HeldOutConfiguration
  let files: FileReadingConfiguration

  package init(reading section: DeclaredSection, catalogue: ExperimentCatalogue) throws {
    folder = try section.path("folder")
    format = try section.choice("format")
    switch format {
    case .npy: (classes, size) = (try section.int("classes"), nil)
    case .png:
      section.varies(with: "format", format.rawValue)
      classes = try section.int("classes", of: [7, 19])
      size = DenseLayout.Size(height: try section.int("height"), width: try section.int("width"))
    }
    split = try HeldOutConfiguration(reading: section.section("split"))
    files = try FileReadingConfiguration(reading: section)
  }

  package var taskNames: [String] { ["segmentation", "depth"] }

  package var resizesPictures: Bool { size != nil }

  package var draw: SplitDraw? { split.draw }

  private var layout: DenseLayout {
    size.map { .cityscapesOriginal(classes: classes, size: $0) }
      ?? .cityscapes(classes: classes, root: URL(filePath: folder))
  }

  package func source(_ reading: DataReading) throws -> DataSource {
    try .dense(
      "cityscapes", layout, root: URL(filePath: folder), division: split.division(reading, test: "val"),
      reading: files.reading(reading))
  }

  package func standIn(_ reading: DataReading) -> DataSource? {
    let size = size ?? DenseLayout.cityscapesSize
    return .standIn("cityscapes", tasks: layout.tasks(.anyComponent), height: size.height, width: size.width)
  }
}
