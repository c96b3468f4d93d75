import Components
import Datasets

/// Lists of pictures with a class each, one list a split.
package struct ImageListConfiguration: DataKind {
  package static let card = DataCard(
    About(
      "image-list", title: "Lists of pictures",
      "pictures with a class each, from a text list for each split: a domain of Office-31 or Office-Home",
      settings: [
        Setting("folder", .path, isRequired: true, "path of the folder of JPEGs and PNGs"),
        Setting(
          "lists",
          .section([
            Setting("train", .path, isRequired: true, "path of the list of training pictures"),
            Setting("validation", .path, isRequired: true, "path of the list of validation pictures"),
            Setting("test", .path, isRequired: true, "path of the list of test pictures"),
          ]), isRequired: true,
          "the lists, plain or `.gz`; a line holds a picture's path below the folder, a blank and the number of its class, from 0"
        ),
        Setting("task", .text("a name"), default: "class", "the task's name, which differs between the sets of `sets`"),
        Setting(
          "classes", .int(Bounds.classes), otherwise: "one more than the largest number of the lists",
          "the number of classes"),
        Setting(
          "height", .int(Bounds.pixels), default: 224, "height in pixels to which pictures are resized",
          source: "LibMTL"),
        Setting("width", .int(Bounds.pixels), default: 224, "width in pixels", source: "LibMTL"),
      ] + FileReadingConfiguration.settings(keeping: "pictures decoded and resized")),
    usualTrunk: "resnet18", usualEpochs: DataCard.epochsOfPictures, Self.self)

  /// The lists, with absolute paths.
  package var list: ImageList
  let files: FileReadingConfiguration

  package init(reading section: DeclaredSection, catalogue: ExperimentCatalogue) throws {
    let lists = try section.section("lists")
    list = ImageList(
      folder: try section.path("folder"), train: try lists.path("train"), validation: try lists.path("validation"),
      test: try lists.path("test"), task: try section.string("task"), classes: try section.optionalInt("classes"),
      height: try section.int("height"), width: try section.int("width"))
    files = try FileReadingConfiguration(reading: section)
  }

  package var taskNames: [String] { [list.task] }

  package var resizesPictures: Bool { true }

  package func source(_ reading: DataReading) throws -> DataSource {
    try .imageList(list, reading: files.reading(reading))
  }

  package func standIn(_ reading: DataReading) -> DataSource? {
    list.classes.map {
      .standIn(list.task, tasks: [list.task(classes: $0)], height: list.height, width: list.width)
    }
  }
}
