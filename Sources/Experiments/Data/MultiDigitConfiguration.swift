import Datasets
import Foundation

/// Two digits in one image, from IDX files like those of MNIST: one at the top left, one at the bottom right.
public struct MultiDigitConfiguration: DataKind {
  public static let name = "multi-digit"
  public static let summary = "two digits or pieces of clothing in one image, from IDX files"
  public static let usualTrunk = TrunkConfiguration.Kind.lenet

  /// The absolute path of the folder with the four files, under MNIST's names.
  public var folder: String
  /// The number of images of each split. Training and validation share the training file: its first and last images.
  public var train = 50_000
  public var validation = 10_000
  public var test = 10_000
  /// The side of an image in pixels: 36 as composed, or 28 after scaling down.
  public var canvas = 28
  /// The seed of the pairs.
  public var seed = 0

  public init(reading section: ConfigurationSection, catalogue: ExperimentCatalogue) throws {
    folder = try section.path("folder")
    train = try section.int("train", default: train, in: Bounds.samples)
    validation = try section.int("validation", default: validation, in: Bounds.samples)
    test = try section.int("test", default: test, in: Bounds.samples)
    canvas = try section.int("canvas", of: [28, 36], default: canvas)
    seed = try section.int("seed", default: seed, in: Bounds.seed)
  }

  public var taskNames: [String] { ["left", "right"] }

  public func source(_ reading: DataReading) throws -> DataSource {
    var composition = MultiDigit()
    composition.trainCount = train
    composition.validationCount = validation
    composition.testCount = test
    composition.resized = canvas == composition.canvas ? nil : canvas
    composition.seed = UInt64(seed)
    return try .multiDigit(folder: URL(filePath: folder), composition)
  }
}
