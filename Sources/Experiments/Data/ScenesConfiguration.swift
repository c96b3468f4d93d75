import Datasets
import Tasks

/// How many samples, and how large: generated rooms.
public struct ScenesConfiguration: DataKind {
  public static let name = "scenes"
  public static let summary = "generated rooms: segmentation, depth, normals; needs no files"
  public static let usualTrunk = TrunkConfiguration.Kind.segnet

  /// The number of images of each split.
  public var train = 800
  public var validation = 100
  public var test = 200
  /// The size of an image in pixels.
  public var height = 96
  public var width = 128
  /// The seed from which every room is drawn.
  public var seed = 0
  /// What is wrong with the measurements, by the names of the catalogue.
  public var imperfections: [String: SettingValue] = [:]

  public init(reading section: ConfigurationSection, catalogue: ExperimentCatalogue) throws {
    train = try section.int("train", default: train, in: .positive)
    validation = try section.int("validation", default: validation, in: .positive)
    test = try section.int("test", default: test, in: .positive)
    height = try section.int("height", default: height, in: .atLeast(8))
    width = try section.int("width", default: width, in: .atLeast(8))
    seed = try section.int("seed", default: seed, in: .nonNegative)
    imperfections = try section.section("imperfections").values(of: catalogue.imperfections)
  }

  public var taskNames: [String] { DataSource.sceneTasks.map(\.name) }

  public func source(_ reading: DataReading) throws -> DataSource {
    try .scenes(
      train: train, validation: validation, test: test, height: height, width: width, seed: UInt64(seed),
      imperfections: SceneImperfections(settings: imperfections))
  }
}
