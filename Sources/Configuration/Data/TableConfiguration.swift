import Components
import Datasets
import Foundation
import Tasks

/// A table of rows: which columns are inputs, which are targets, and how rows are divided.
package struct TableConfiguration: DataKind {
  package static let card = DataCard(
    About(
      "table", title: "Table", "a CSV or float64 table with several targets",
      settings: [
        Setting("files", .section(TableFiles.settings), isRequired: true, "the files"),
        Setting(
          "format", .choice(Format.self), default: "csv",
          "`csv` (text, plain or `.gz`) or `float64` (little-endian numbers, row after row, plain or `.gz`)"),
        Setting(
          "separator", .text("one character, or `tab`"), default: ",", "the character between two values, or `tab`",
          where: .is("format", "csv")),
        Setting(
          "decimal", .choice(TableSchema.Decimal.self), default: "point",
          "the sign before the fraction of a number: `point`, or `comma` if the separator is another sign",
          where: .is("format", "csv")),
        Setting(
          "missing", .texts("words"), default: .words(TableSchema.usualMissing), otherwise: "the usual words",
          "the values that mean \"unknown\", as they are spelled", where: .is("format", "csv")),
        Setting(
          "header", .truth, default: true,
          "whether the first line names the columns; otherwise they are named 0, 1, 2, …",
          where: .is("format", "csv")),
        Setting(
          "columns", .int(Bounds.columns), isRequired: true,
          "the number of columns, which are named 0, 1, 2, …", where: .is("format", "float64")),
        Setting("inputs", .section(TableInputs.settings), "the input columns"),
        Setting("targets", .sections(TableTarget.settings), isRequired: true, "a list of targets"),
        sampleWeightSetting,
        Setting("split", .section(TableSplit.settings), "how rows are divided"),
        FileReadingConfiguration.cacheSetting("path of the folder in which encoded tables are kept"),
        Setting(
          "text-limit", .int(Bounds.text), default: .number(Double(TableSchema.usualTextLimit)),
          "bytes that a compressed file may hold once it is uncompressed"),
      ]),
    usualTrunk: "mlp", Self.self)

  /// The setting of a column of weights.
  static let sampleWeightSetting = Setting(
    "sample-weight", .text("a column"),
    "the column with the weight of each sample in losses and metrics: see \"Weights of samples\"; none if all weigh the same"
  )

  package enum Format: String, CaseIterable, Sendable {
    /// Text with a separator, plain or compressed (`.gz`).
    case csv
    /// Little-endian 64-bit numbers, row after row, plain or compressed; the columns are named 0, 1, 2, …
    case float64
  }

  package var files: TableFiles
  package var format: Format
  /// The character between two values of a line.
  package var separator: Character = ","
  /// The sign before the fraction of a number.
  package var decimal = TableSchema.Decimal.point
  /// The cells that mean "unknown".
  package var missing = TableSchema.usualMissing
  /// Whether the first line names the columns; otherwise they are named 0, 1, 2, …
  package var header = true
  /// The number of columns of a float64 file.
  package var columns: Int?
  package var inputs: TableInputs
  package var targets: [TableTarget]
  package var sampleWeight: String?
  package var split: TableSplit
  /// The absolute path of the folder in which encoded tables are kept.
  package var cache: String
  /// The bytes of text that a compressed file may hold.
  package var textLimit: Int

  package init(reading section: DeclaredSection, catalogue: ExperimentCatalogue) throws {
    files = try TableFiles(reading: section.section("files"))
    format = try section.choice("format")
    switch format {
    case .csv:
      separator = try section.separator("separator")
      decimal = try section.decimal("decimal", separator: separator)
      missing = try section.strings("missing")
      header = try section.bool("header")
    case .float64:
      columns = try section.int("columns")
      section.varies(with: "format", format.rawValue)
    }
    inputs = try TableInputs(reading: section.section("inputs"))
    targets = try [TableTarget](reading: section, catalogue: catalogue)
    sampleWeight = try section.optionalString("sample-weight")
    split = try files.split(reading: section.section("split"))
    cache = try section.path("cache")
    textLimit = try section.int("text-limit")
    try targets.check(section, sampleWeight: sampleWeight)
    try checkInputs(section)
  }

  package var taskNames: [String] { targets.taskNames }

  package var taskOverrides: [String: TaskConfiguration] { targets.overrides }

  package var draw: SplitDraw? { split.draw }

  package func source(_ reading: DataReading) throws -> DataSource {
    try .table(schema(reading), cache: URL(filePath: cache))
  }

  package func newInputs(_ reading: DataReading) throws -> NewInputs { .table(try schema(reading), cache: cache) }

  package func suspicions(_ reading: DataReading) throws -> [TableSuspicion] { try schema(reading).suspicions() }

  /// The schema for the reader.
  ///
  /// - Throws: `DatasetError` if the training file cannot be read or lacks a column that is dropped.
  package func schema(_ reading: DataReading) throws -> TableSchema {
    var schema = TableSchema(train: files.train, targets: targets.map(\.schema))
    schema.format = format == .csv ? .csv : .float64
    schema.validation = files.validation
    schema.test = files.test
    schema.separator = String(separator)
    schema.decimal = decimal
    schema.header = header
    schema.width = columns
    schema.missing = missing
    schema.textLimit = textLimit
    (schema.absence, schema.scaling) = (inputs.absence, inputs.scaling)
    schema.categorical = inputs.categorical
    schema.sampleWeight = sampleWeight
    let all = try schema.columns()
    schema.numeric = numericColumns(of: all)
    schema.division = split.division(reading)
    try schema.requireColumns(inputs.drop)
    return schema
  }

  /// Checks that neither a target nor the weight is an input.
  private func checkInputs(_ section: DeclaredSection) throws {
    let columns = inputs.categorical + inputs.numericNames
    if let column = targets.flatMap(\.columns).first(where: columns.contains) {
      throw ConfigurationError(
        "`data.inputs` should not hold the column of a target. Found \(Found.quoted(column)).",
        at: section.origin(of: "inputs"))
    }
    if let sampleWeight, columns.contains(sampleWeight) {
      throw ConfigurationError(
        "`data.inputs` should not hold the column of `sample-weight`. Found \(Found.quoted(sampleWeight)).",
        at: section.origin(of: "inputs"))
    }
  }
}

extension DeclaredSection {
  /// The sign before a fraction: `point` or `comma`. Nothing means `point`, so that experiments keep their names.
  fileprivate func decimal(_ key: String, separator: Character) throws -> TableSchema.Decimal {
    let decimal: TableSchema.Decimal = try unwrittenChoice(key)
    if decimal == .comma, separator == "," {
      throw ConfigurationError(
        "`\(path(of: key))` should be `point` where `separator` is a comma. Found `comma`.",
        at: origin(of: key))
    }
    return decimal
  }

  /// A separator: one character, or `tab` for the tabulator.
  func separator(_ key: String) throws -> Character {
    try read(key, default: text(key)?.first, write: { value, _ in .value(value == "\t" ? "tab" : String(value)) }) {
      let text = try $0.string($1)
      if text == "tab" { return "\t" }
      guard text.count == 1, let character = text.first else { throw $0.mismatch($1, "one character, or `tab`") }
      return character
    }
  }
}

/// The files of a table, as absolute paths, and the division of rows for splits without a file.
package struct TableFiles: Sendable {
  package var train: String
  package var validation: String?
  package var test: String?

  /// The settings of the section `files`.
  static let settings = [
    Setting("train", .path, isRequired: true, "path of the training file"),
    Setting(
      "validation", .path,
      "path of a validation file; without it, validation rows are held out of the training file"),
    Setting("test", .path, "path of a test file; without it, test rows are held out of the training file"),
  ]

  /// Reads the section `files`.
  init(reading section: DeclaredSection) throws {
    train = try section.path("train")
    validation = try section.optionalPath("validation")
    test = try section.optionalPath("test")
  }

  /// Reads the section `split`, which divides the training file into what is missing.
  func split(reading section: DeclaredSection) throws -> TableSplit {
    try TableSplit(reading: section, hasTestFile: test != nil, hasValidationFile: validation != nil)
  }
}
