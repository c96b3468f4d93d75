import Components
import Datasets
import Tasks

/// Pictures of one's own with a CSV file of labels.
package struct ImageFolderConfiguration: DataKind {
  package static let name = "image-folder"
  package static let summary = "a folder of pictures and a CSV file of what they show: classes, yes or no, numbers"
  package static let usualTrunk = "resnet18"

  /// The absolute path of the folder of pictures.
  package var folder: String
  /// The absolute path of the CSV file.
  package var labels: String
  /// The column that holds the pictures' paths below the folder.
  package var image = "image"
  /// The size in pixels to which pictures are resized.
  package var height: Int
  package var width: Int
  package var targets: [TableTarget]
  package var split: TableSplit
  /// The cells that mean "unknown".
  package var missing = TableSchema.usualMissing
  let files: FileReadingConfiguration

  package init(reading section: ConfigurationSection, catalogue: ExperimentCatalogue) throws {
    folder = try section.path("folder")
    labels = try section.path("labels")
    image = try section.string("image", default: image)
    height = try section.int("height", in: Bounds.pixels)
    width = try section.int("width", in: Bounds.pixels)
    missing = try section.strings("missing", default: missing)
    targets = try section.sections("targets").map { try TableTarget(reading: $0, catalogue: catalogue) }
    split = try TableSplit(reading: section.section("split"), hasTestFile: false, hasValidationFile: false)
    files = try FileReadingConfiguration(reading: section)
    let origin = section.given("targets")?.origin ?? .default
    guard !targets.isEmpty else {
      throw ConfigurationError("`data.targets` should name at least one target. Found none.", at: origin)
    }
    for (index, target) in targets.enumerated() where targets[..<index].contains(where: { $0.name == target.name }) {
      throw ConfigurationError(
        "`data.targets` should have different names. Found \(Found.quoted(target.name)) twice.", at: origin)
    }
  }

  package var taskNames: [String] { targets.map(\.name) }

  package var taskOverrides: [String: TaskConfiguration] {
    var overrides: [String: TaskConfiguration] = [:]
    for target in targets { overrides[target.name] = target.overrides }
    return overrides
  }

  package var resizesPictures: Bool { true }

  package var draw: SplitDraw? { split.draw }

  package func source(_ reading: DataReading) throws -> DataSource {
    var table = TableSchema(train: labels, targets: targets.map(\.schema))
    table.missing = missing
    table.division = split.division(reading)
    return try .imageFolder(
      ImageFolderSchema(folder: folder, imageColumn: image, table: table, height: height, width: width),
      reading: files.reading(reading))
  }
}
