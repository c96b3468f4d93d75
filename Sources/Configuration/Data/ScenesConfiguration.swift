import Components
import Datasets
import Foundation
import Tasks

/// Generated rooms: the numbers of samples and their size.
package struct ScenesConfiguration: DataKind {
  package static let card = DataCard(
    About(
      "scenes", title: "Generated rooms", "generated rooms: segmentation, depth, normals; needs no files",
      settings: [
        Setting("train", .int(Bounds.samples), default: 800, "training images"),
        Setting("validation", .int(Bounds.samples), default: 100, "validation images"),
        Setting("test", .int(Bounds.samples), default: 200, "test images"),
        Setting("height", .int(Bounds.pixels), default: 96, "height of an image in pixels"),
        Setting("width", .int(Bounds.pixels), default: 128, "width in pixels"),
        Setting("seed", .int(Bounds.seed), default: 0, "seed from which every room is drawn"),
        Setting("imperfections", .section(SceneImperfections.settings), "faults of the measurements"),
      ]),
    usualTrunk: "segnet", usualEpochs: DataCard.epochsOfPictures, Self.self)

  /// The number of images of each split.
  package var train: Int
  package var validation: Int
  package var test: Int
  /// The size of an image in pixels.
  package var height: Int
  package var width: Int
  /// The seed from which every room is drawn.
  package var seed: Int
  /// The imperfections of the measurements, by their names.
  package var imperfections: [String: SettingValue]

  package init(reading section: DeclaredSection, catalogue: ExperimentCatalogue) throws {
    train = try section.int("train")
    validation = try section.int("validation")
    test = try section.int("test")
    height = try section.int("height")
    width = try section.int("width")
    seed = try section.int("seed")
    imperfections = try section.section("imperfections").values()
  }

  /// Checks that the images fit into memory.
  ///
  /// - Throws: `ConfigurationError` for more images than this machine's memory holds.
  private func checkMemory() throws {
    // Three bytes of colour, one of the class; depth and three components of the normal in single precision.
    let bytesPerPixel = 20.0
    let images = train + validation + test
    let bytes = Double(images) * Double(height) * Double(width) * bytesPerPixel
    let memory = Double(ProcessInfo.processInfo.physicalMemory)
    guard bytes > memory else { return }
    throw ConfigurationError(
      "`data.train`, `data.validation` and `data.test` should be images that memory holds, "
        + "\(Int(memory / 1e9)) GB. Found \(images) images, \((bytes / 1e9).rounded(.up).brief) GB.")
  }

  package var taskNames: [String] { DataSource.sceneTasks.map(\.name) }

  package func source(_ reading: DataReading) throws -> DataSource {
    try checkMemory()
    return try .scenes(
      train: train, validation: validation, test: test, height: height, width: width, seed: UInt64(seed),
      imperfections: SceneImperfections(settings: imperfections))
  }
}
