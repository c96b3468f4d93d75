import Components
import Datasets
import Foundation

/// A table in ARFF, such as Mulan's sets for several targets or labels.
package struct ARFFConfiguration: DataKind {
  package static let card = DataCard(
    About(
      "arff", title: "ARFF table", "an ARFF table with several targets or labels, as Mulan's sets",
      settings: [
        Setting("files", .section(TableFiles.settings), isRequired: true, "the files"),
        Setting(
          "targets", .texts("attributes, or their number"),
          "the number of last attributes that are targets, or a list of names; none for those that an XML file next to the training file names: for `emotions-train.arff.gz` that is `emotions-train.xml` or `emotions.xml`"
        ),
        Setting(
          "drop", .texts("attributes"), default: .words([]),
          "a list of attributes that are not read; list all attributes of text here"),
        TableConfiguration.sampleWeightSetting,
        Setting(
          "split", .section(TableSplit.settings), "how rows are divided; the column of the split is no input"),
        FileReadingConfiguration.cacheSetting(
          "path of the folder in which encoded tables are kept: a file is parsed once, like a table"),
      ]),
    usualTrunk: "mlp", Self.self)

  package var files: TableFiles
  package var targets: ARFFTargets
  /// The attributes that are not read.
  package var drop: [String]
  package var sampleWeight: String?
  package var split: TableSplit
  /// The absolute path of the folder in which encoded tables are kept.
  package var cache: String

  package init(reading section: DeclaredSection, catalogue: ExperimentCatalogue) throws {
    files = try TableFiles(reading: section.section("files"))
    targets = try section.arffTargets("targets")
    drop = try section.strings("drop")
    sampleWeight = try section.optionalString("sample-weight")
    split = try files.split(reading: section.section("split"))
    cache = try section.path("cache")
  }

  package var taskNames: [String] { if case .named(let names) = targets { names } else { [] } }

  package var draw: SplitDraw? { split.draw }

  package func source(_ reading: DataReading) throws -> DataSource {
    try .arff(schema(reading), cache: URL(filePath: cache))
  }

  package func newInputs(_ reading: DataReading) throws -> NewInputs { .table(try schema(reading), cache: cache) }

  package func suspicions(_ reading: DataReading) throws -> [TableSuspicion] { try schema(reading).suspicions() }

  /// The schema by which the files become inputs and tasks.
  package func schema(_ reading: DataReading) throws -> TableSchema {
    var schema = try TableSchema(
      arff: files.train, targets: targets, dropping: drop + [split.column].compactMap(\.self), weight: sampleWeight)
    schema.validation = files.validation
    schema.test = files.test
    schema.division = split.division(reading)
    return schema
  }
}

extension DeclaredSection {
  /// The targets: a number of last attributes, a list of names, or nothing for the names in the XML file next to the
  /// data.
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
      default: return .last(try node.int(path, in: Bounds.columns))
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
