import Components
import Datasets
import Foundation
import Tasks

/// Pictures of one's own with labels for every pixel, found by patterns of file names.
package struct DenseFolderConfiguration: DataKind {
  package static let card = DataCard(
    About(
      "dense-folder", title: "Folder of labelled pixels",
      "a folder of pictures with classes, depth or normals for every pixel, by file-name patterns",
      settings: [
        Setting("folder", .path, isRequired: true, "path of the folder below which patterns begin"),
        Setting("image", .text("a pattern"), isRequired: true, "pattern of the pictures"),
        Setting("label", .text("a pattern"), "pattern of the class numbers: the task `segmentation`"),
        Setting("classes", .int(Bounds.classes), isRequired: true, "with `label`: the number of classes"),
        Setting(
          "ignored-labels", .wholeNumbers(.between(0, 65_535)), default: [],
          "with `label`: a list of the numbers that are no label, in addition to −1"),
        Setting("depth", .text("a pattern"), "pattern of the distances, 0 for a missing one: the task `depth`"),
        Setting(
          "depth-scale", .number(.positive), default: 1, "with `depth`: metres that a stored 1 stands for"),
        Setting(
          "normals", .text("a pattern"),
          "pattern of the unit vectors: the task `normals`. In PNGs 0 … 255 means −1 … 1, and black or the middle (127 or 128 in every channel) means none"
        ),
        DirectionLabels.Rule.setting("with `normals`: "),
        Setting(
          "height", .int(Bounds.pixels),
          "pixels to which pictures are resized; none if all have one size. Colours become means, labels are those of the nearest pixel. Needed with `width`; npy arrays are not resized"
        ),
        Setting("width", .int(Bounds.pixels), "pixels"),
        Setting(
          "folders",
          .section([
            Setting("train", .text("a name"), default: "train", "the folder of training samples"),
            Setting(
              "validation", .text("a name"),
              "the folder of validation samples; without it, they are held out of the training samples"),
            Setting("test", .text("a name"), "the folder of test samples; without it, they are held out"),
          ]), "the folder names that replace `{split}`"),
        Setting(
          "split",
          .section(
            [
              Setting(
                "validation", .number(.properFraction), default: 0.15,
                "without a folder of validation samples: share of the samples"),
              Setting(
                "test", .number(.properFraction), default: 0.15,
                "without a folder of test samples: share of the samples, above 0"),
              SplitDraw.seedSetting("seed of the choice"),
            ] + SplitDraw.foldSettings("without a folder of test samples, ")), "what is held out if there is no folder"
        ),
      ] + FileReadingConfiguration.settings(keeping: "files other than npy, decoded and resized")),
    usualTrunk: "segnet", usualEpochs: DataCard.epochsOfPictures, Self.self)

  /// The absolute path of the folder below which the patterns begin.
  package var folder: String
  let layout: DenseLayout
  private let held: HeldOutConfiguration
  private let folders: (train: String, validation: String?, test: String?)
  let normalsMask: DirectionLabels.Rule
  let files: FileReadingConfiguration

  package init(reading section: DeclaredSection, catalogue: ExperimentCatalogue) throws {
    folder = try section.path("folder")
    var layout = DenseLayout(image: try section.string("image"))
    if let pattern = try section.optionalString("label") {
      layout.labels = DenseLayout.Labels(pattern, classes: try section.int("classes"))
      layout.labels?.ignored = Set(try section.ints("ignored-labels"))
    }
    if let pattern = try section.optionalString("depth") {
      layout.depth = DenseLayout.Depth(pattern)
      layout.depth?.scale = try section.double("depth-scale")
    }
    layout.normals = try section.optionalString("normals")
    normalsMask = layout.normals == nil ? .anyComponent : try section.choice("normals-mask")
    if section.has("height") || section.has("width") {
      layout.size = DenseLayout.Size(
        height: try section.int("height"), width: try section.int("width"))
    }
    guard layout.labels != nil || layout.depth != nil || layout.normals != nil else {
      throw ConfigurationError(
        "`data` should have `label`, `depth` or `normals`. Found none.", at: section.origin)
    }
    let folders = try section.section("folders")
    let train = try folders.string("train")
    let validation = try folders.optionalString("validation"), test = try folders.optionalString("test")
    held = try HeldOutConfiguration(
      reading: section.section("split"), drawsValidation: validation == nil, drawsTest: test == nil)
    self.folders = (train, validation, test)
    self.layout = layout
    files = try FileReadingConfiguration(reading: section)
    if validation != nil || test != nil, !layout.image.contains("{split}") {
      throw ConfigurationError(
        "`data.image` should hold `{split}`, which the names in `data.folders` stand for. Found \(Found.quoted(layout.image)).",
        at: section.origin(of: "image"))
    }
  }

  package var taskNames: [String] {
    [
      layout.labels.map { _ in "segmentation" }, layout.depth.map { _ in "depth" },
      layout.normals.map { _ in "normals" },
    ]
    .compactMap { $0 }
  }

  package var resizesPictures: Bool { layout.size != nil }

  package var draw: SplitDraw? { held.draw }

  package func source(_ reading: DataReading) throws -> DataSource {
    let root = URL(filePath: folder)
    let division = held.division(
      reading, train: folders.train, validation: folders.validation, test: folders.test)
    return try .dense(
      root.lastPathComponent, layout, root: root, division: division, reading: files.reading(reading),
      rule: normalsMask)
  }

  package func standIn(_ reading: DataReading) -> DataSource? {
    layout.size.map { size in
      .standIn(
        URL(filePath: folder).lastPathComponent, tasks: layout.tasks(normalsMask), height: size.height,
        width: size.width)
    }
  }
}
