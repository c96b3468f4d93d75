import Components
import Datasets
import Foundation
import Tasks

/// Generated rooms: the numbers of samples and their size.
package struct ScenesConfiguration: DataKind {
  package static let name = "scenes"
  package static let summary = "generated rooms: segmentation, depth, normals; needs no files"
  package static let usualTrunk = "segnet"

  /// The number of images of each split.
  package var train = 800
  package var validation = 100
  package var test = 200
  /// The size of an image in pixels.
  package var height = 96
  package var width = 128
  /// The seed from which every room is drawn.
  package var seed = 0
  /// The imperfections of the measurements, by the names of the catalogue.
  package var imperfections: [String: SettingValue] = [:]

  package init(reading section: ConfigurationSection, catalogue: ExperimentCatalogue) throws {
    train = try section.int("train", default: train, in: Bounds.samples)
    validation = try section.int("validation", default: validation, in: Bounds.samples)
    test = try section.int("test", default: test, in: Bounds.samples)
    height = try section.int("height", default: height, in: Bounds.pixels)
    width = try section.int("width", default: width, in: Bounds.pixels)
    seed = try section.int("seed", default: seed, in: Bounds.seed)
    imperfections = try section.section("imperfections").values(of: catalogue.imperfections)
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
