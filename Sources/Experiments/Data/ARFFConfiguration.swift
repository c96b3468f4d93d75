import Datasets

/// A table in ARFF, as Mulan's sets for several targets or labels.
public struct ARFFConfiguration: DataKind {
  public static let name = "arff"
  public static let summary = "an ARFF table with several targets or labels, as Mulan's sets"
  public static let usualTrunk = TrunkConfiguration.Kind.mlp

  /// Absolute paths of the files. Without a test file, test rows are held out of the training file.
  public var trainFile: String
  public var validationFile: String?
  public var testFile: String?
  public var targets: ARFFTargets
  /// Attributes that are not read.
  public var drop: [String]
  public var split: TableSplit

  public init(reading section: ConfigurationSection, catalogue: ExperimentCatalogue) throws {
    let files = try section.section("files")
    trainFile = try files.path("train")
    validationFile = try files.optionalPath("validation")
    testFile = try files.optionalPath("test")
    targets = try section.arffTargets("targets")
    drop = try section.strings("drop", default: [])
    split = try TableSplit(
      reading: section.section("split"), hasTestFile: testFile != nil, hasValidationFile: validationFile != nil)
  }

  public var taskNames: [String] { if case .named(let names) = targets { names } else { [] } }

  public func source(_ reading: DataReading) throws -> DataSource {
    var schema = try TableSchema(arff: trainFile, targets: targets, dropping: drop + [split.column].compactMap { $0 })
    schema.validation = validationFile
    schema.test = testFile
    schema.division = split.division
    return try .arff(schema)
  }
}

extension ConfigurationSection {
  /// A number of last attributes, a list of names, or nothing for the names in the XML file beside the data.
  fileprivate func arffTargets(_ key: String) throws -> ARFFTargets {
    try read(key, default: .besideFile, write: Self.write) { node, path in
      if node.isNone { return .besideFile }
      switch node.content {
      case .list:
        let names = try node.list(path, of: "attributes") { try $0.string($1) }
        guard !names.isEmpty, Set(names).count == names.count else {
          throw node.mismatch(path, "different attributes, at least one")
        }
        return .named(names)
      default: return .last(try node.int(path, in: .positive))
      }
    }
  }

  private static func write(_ targets: ARFFTargets, _ origin: ConfigurationOrigin) -> ConfigurationNode.Content {
    switch targets {
    case .besideFile: .null
    case .last(let count): .value(count)
    case .named(let names): .list(names, origin) { .value($0) }
    }
  }
}
