import Tasks

/// Where samples come from.
public enum DataKind: String, CaseIterable, Sendable {
  /// Generated rooms: segmentation, depth, normals.
  case scenes
  /// Two digits in one image, from files of single digits.
  case multiDigit = "multi-digit"
  /// A table with numeric and categorical inputs and several targets.
  case table
}

/// The data of an experiment.
public enum DataConfiguration: Sendable {
  case scenes(ScenesConfiguration)
  case multiDigit(MultiDigitConfiguration)
  case table(TableConfiguration)

  init(reading section: ConfigurationSection, catalogue: ExperimentCatalogue) throws {
    let kind: DataKind = try section.choice("kind", default: .scenes)
    section.varies(with: "kind", kind.rawValue)
    self =
      switch kind {
      case .scenes: .scenes(try ScenesConfiguration(reading: section, imperfections: catalogue.imperfections))
      case .multiDigit: .multiDigit(try MultiDigitConfiguration(reading: section))
      case .table: .table(try TableConfiguration(reading: section, metrics: catalogue.metrics))
      }
  }

  public var kind: DataKind {
    switch self {
    case .scenes: .scenes
    case .multiDigit: .multiDigit
    case .table: .table
    }
  }

  /// The names of the tasks; empty where the catalogue does not know them.
  func taskNames(_ catalogue: ExperimentCatalogue) -> [String] {
    if case .table(let table) = self { table.targets.map(\.name) } else { catalogue.tasks[kind] ?? [] }
  }
}

/// How many samples, and how large: generated rooms.
public struct ScenesConfiguration: Sendable {
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

  init(reading section: ConfigurationSection, imperfections settings: [Setting]) throws {
    train = try section.int("train", default: train, in: .positive)
    validation = try section.int("validation", default: validation, in: .positive)
    test = try section.int("test", default: test, in: .positive)
    height = try section.int("height", default: height, in: .atLeast(8))
    width = try section.int("width", default: width, in: .atLeast(8))
    seed = try section.int("seed", default: seed, in: .nonNegative)
    imperfections = try section.section("imperfections").values(of: settings)
  }
}

/// Two digits in one image, from IDX files as those of MNIST: one at the top left, one at the bottom right.
public struct MultiDigitConfiguration: Sendable {
  /// The absolute path of the folder with the four files, by the names that MNIST gives them.
  public var folder: String
  /// The number of images of each split. Training and validation share the training file: its first and last images.
  public var train = 50_000
  public var validation = 10_000
  public var test = 10_000
  /// The side of an image in pixels: 36 as composed, or 28 after scaling down.
  public var canvas = 28
  /// The seed of the pairs.
  public var seed = 0

  init(reading section: ConfigurationSection) throws {
    folder = try section.path("folder")
    train = try section.int("train", default: train, in: .positive)
    validation = try section.int("validation", default: validation, in: .positive)
    test = try section.int("test", default: test, in: .positive)
    canvas = try section.int("canvas", of: [28, 36], default: canvas)
    seed = try section.int("seed", default: seed, in: .nonNegative)
  }
}
