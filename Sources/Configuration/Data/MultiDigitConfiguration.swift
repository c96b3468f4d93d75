import Datasets
import Foundation

/// Two digits in one image, from IDX files like those of MNIST: one at the top left, one at the bottom right.
package struct MultiDigitConfiguration: DataKind {
  package static let name = "multi-digit"
  package static let summary = "two digits or pieces of clothing in one image, from IDX files"
  package static let usualTrunk = "lenet"

  /// The absolute path of the folder with the four files, under MNIST's names.
  package var folder: String
  /// The number of images of each split. Training and validation share the training file: its first and last images.
  package var train = 50_000
  package var validation = 10_000
  package var test = 10_000
  /// The side of an image in pixels: 36 as composed, or 28 after scaling down.
  package var canvas = 28
  /// The seed of the pairs.
  package var seed = 0

  package init(reading section: ConfigurationSection, catalogue: ExperimentCatalogue) throws {
    folder = try section.path("folder")
    train = try section.int("train", default: train, in: Bounds.samples)
    validation = try section.int("validation", default: validation, in: Bounds.samples)
    test = try section.int("test", default: test, in: Bounds.samples)
    canvas = try section.int("canvas", of: [28, 36], default: canvas)
    seed = try section.int("seed", default: seed, in: Bounds.seed)
  }

  package var taskNames: [String] { ["left", "right"] }

  package func source(_ reading: DataReading) throws -> DataSource {
    var composition = MultiDigit()
    composition.trainCount = train
    composition.validationCount = validation
    composition.testCount = test
    composition.resized = canvas == composition.canvas ? nil : canvas
    composition.seed = UInt64(seed)
    return try .multiDigit(folder: URL(filePath: folder), composition)
  }
}
