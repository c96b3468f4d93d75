import Components
import Datasets
import Tasks

/// Pictures of one's own with a CSV file of labels.
package struct ImageFolderConfiguration: DataKind {
  package static let card = DataCard(
    About(
      "image-folder", title: "Folder of pictures",
      "a folder of pictures and a CSV file of what they show: classes, yes or no, numbers",
      settings: [
        Setting("folder", .path, isRequired: true, "path of the folder of JPEGs and PNGs"),
        Setting("labels", .path, isRequired: true, "path of the CSV file"),
        Setting(
          "image", .text("a column"), default: "image", "the column that holds the pictures' paths below the folder"),
        Setting("height", .int(Bounds.pixels), isRequired: true, "height in pixels to which pictures are resized"),
        Setting("width", .int(Bounds.pixels), isRequired: true, "width in pixels"),
        Setting(
          "missing", .texts("words"), default: .words(TableSchema.usualMissing), otherwise: "the usual words",
          "the values that mean \"unknown\""),
        Setting("targets", .sections(TableTarget.settings), isRequired: true, "a list of targets"),
        TableConfiguration.sampleWeightSetting,
        Setting("split", .section(TableSplit.settings), "how rows are divided"),
      ] + FileReadingConfiguration.settings(keeping: "pictures decoded and resized")),
    usualTrunk: "resnet18", usualEpochs: DataCard.epochsOfPictures, Self.self)

  /// The absolute path of the folder of pictures.
  package var folder: String
  /// The absolute path of the CSV file.
  package var labels: String
  /// The column that holds the pictures' paths below the folder.
  package var image: String
  /// The size in pixels to which pictures are resized.
  package var height: Int
  package var width: Int
  package var targets: [TableTarget]
  package var sampleWeight: String?
  package var split: TableSplit
  /// The cells that mean "unknown".
  package var missing: [String]
  let files: FileReadingConfiguration

  package init(reading section: DeclaredSection, catalogue: ExperimentCatalogue) throws {
    folder = try section.path("folder")
    labels = try section.path("labels")
    image = try section.string("image")
    height = try section.int("height")
    width = try section.int("width")
    missing = try section.strings("missing")
    targets = try [TableTarget](reading: section, catalogue: catalogue)
    sampleWeight = try section.optionalString("sample-weight")
    split = try TableSplit(reading: section.section("split"), hasTestFile: false, hasValidationFile: false)
    files = try FileReadingConfiguration(reading: section)
    try targets.check(section, sampleWeight: sampleWeight)
  }

  package var taskNames: [String] { targets.taskNames }

  package var taskOverrides: [String: TaskConfiguration] { targets.overrides }

  package var resizesPictures: Bool { true }

  package var draw: SplitDraw? { split.draw }

  package func source(_ reading: DataReading) throws -> DataSource {
    var table = TableSchema(train: labels, targets: targets.map(\.schema))
    table.missing = missing
    table.sampleWeight = sampleWeight
    table.division = split.division(reading)
    return try .imageFolder(
      ImageFolderSchema(folder: folder, imageColumn: image, table: table, height: height, width: width),
      reading: files.reading(reading))
  }
}
