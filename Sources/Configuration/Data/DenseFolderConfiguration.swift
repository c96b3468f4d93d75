import Components
import Datasets
import Foundation
import Tasks

/// Pictures of one's own with labels for every pixel, found by patterns of file names.
package struct DenseFolderConfiguration: DataKind {
  package static let name = "dense-folder"
  package static let summary =
    "a folder of pictures with classes, depth or normals for every pixel, by file-name patterns"
  package static let usualTrunk = "segnet"

  /// The absolute path of the folder below which the patterns begin.
  package var folder: String
  let layout: DenseLayout
  private let held: HeldOutConfiguration
  private let folders: (train: String, validation: String?, test: String?)
  let normalsMask: DirectionLabels.Rule
  let files: FileReadingConfiguration

  package init(reading section: ConfigurationSection, catalogue: ExperimentCatalogue) throws {
    folder = try section.path("folder")
    var layout = DenseLayout(image: try section.string("image"))
    if let pattern = try section.optionalString("label") {
      layout.labels = DenseLayout.Labels(pattern, classes: try section.int("classes", in: Bounds.classes))
      layout.labels?.ignored = Set(try section.ints("ignored-labels", default: [], in: 0...65_535))
    }
    if let pattern = try section.optionalString("depth") {
      layout.depth = DenseLayout.Depth(pattern)
      layout.depth?.scale = try section.double("depth-scale", default: 1, in: .positive)
    }
    layout.normals = try section.optionalString("normals")
    normalsMask = layout.normals == nil ? .anyComponent : try section.choice("normals-mask", default: .anyComponent)
    if section.has("height") || section.has("width") {
      layout.size = DenseLayout.Size(
        height: try section.int("height", in: Bounds.pixels), width: try section.int("width", in: Bounds.pixels))
    }
    guard layout.labels != nil || layout.depth != nil || layout.normals != nil else {
      throw ConfigurationError(
        "`data` should have `label`, `depth` or `normals`. Found none.", at: section.node.origin)
    }
    let folders = try section.section("folders")
    let train = try folders.string("train", default: "train")
    let validation = try folders.optionalString("validation"), test = try folders.optionalString("test")
    held = try HeldOutConfiguration(
      reading: section.section("split"), validation: validation == nil ? Self.usualShare : nil,
      test: test == nil ? Self.usualShare : nil)
    self.folders = (train, validation, test)
    self.layout = layout
    files = try FileReadingConfiguration(reading: section)
    if validation != nil || test != nil, !layout.image.contains("{split}") {
      throw ConfigurationError(
        "`data.image` should hold `{split}`, which the names in `data.folders` stand for. Found \(Found.quoted(layout.image)).",
        at: section.given("image")?.origin ?? .default)
    }
  }

  /// The default share that is held out, as for tables.
  private static let usualShare = 0.15

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
}

extension ConfigurationSection {
  /// Text, or nil for nothing.
  func optionalString(_ key: String) throws -> String? {
    try readOptional(key, write: { value, _ in .value(value) }) { try $0.string($1) }
  }
}
