import Components
import Datasets
import Foundation
import Tasks

/// A table of rows: which columns are inputs, which are targets, and how rows are divided.
package struct TableConfiguration: DataKind {
  package static let name = "table"
  package static let summary = "a CSV or float64 table with several targets"
  package static let usualTrunk = "mlp"

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
  package var split: TableSplit
  /// The absolute path of the folder in which encoded tables are kept.
  package var cache: String
  /// The bytes of text that a compressed file may hold.
  package var textLimit: Int

  package init(reading section: ConfigurationSection, catalogue: ExperimentCatalogue) throws {
    files = try TableFiles(reading: section.section("files"))
    format = try section.choice("format", default: .csv)
    switch format {
    case .csv:
      separator = try section.separator("separator", default: separator)
      decimal = try section.decimal("decimal", separator: separator)
      missing = try section.strings("missing", default: missing)
      header = try section.bool("header", default: header)
    case .float64:
      columns = try section.int("columns", in: Bounds.columns)
      section.varies(with: "format", format.rawValue)
    }
    inputs = try TableInputs(reading: section.section("inputs"))
    targets = try section.sections("targets").map { try TableTarget(reading: $0, catalogue: catalogue) }
    split = try files.split(reading: section.section("split"))
    cache = try section.path("cache", default: FileReadingConfiguration.usualCache)
    textLimit = try section.int("text-limit", default: TableSchema.usualTextLimit, in: Bounds.text)
    try checkTargets(section)
  }

  package var taskNames: [String] { targets.map(\.name) }

  package var taskOverrides: [String: TaskConfiguration] {
    var overrides: [String: TaskConfiguration] = [:]
    for target in targets { overrides[target.name] = target.overrides }
    return overrides
  }

  package var draw: SplitDraw? { split.draw }

  package func source(_ reading: DataReading) throws -> DataSource {
    try .table(schema(reading), cache: URL(filePath: cache))
  }

  package func suspicions(_ reading: DataReading) throws -> [TableSuspicion] { try schema(reading).suspicions() }

  private func checkTargets(_ section: ConfigurationSection) throws {
    let origin = section.given("targets")?.origin ?? .default
    guard !targets.isEmpty else {
      throw ConfigurationError("`data.targets` should name at least one target. Found none.", at: origin)
    }
    for (index, target) in targets.enumerated() {
      if targets[..<index].contains(where: { $0.name == target.name }) {
        throw ConfigurationError(
          "`data.targets` should have different names. Found \(Found.quoted(target.name)) twice.", at: origin)
      }
      let isInput = inputs.categorical.contains(target.column) || inputs.numericNames.contains(target.column)
      if isInput {
        throw ConfigurationError(
          "`data.inputs` should not hold the column of a target. Found \(Found.quoted(target.column)).",
          at: section.given("inputs")?.origin ?? .default)
      }
    }
  }
}

extension ConfigurationSection {
  /// The sign before a fraction: `point` or `comma`. Nothing means `point`, so that experiments keep their names.
  fileprivate func decimal(_ key: String, separator: Character) throws -> TableSchema.Decimal {
    let decimal: TableSchema.Decimal = try optionalChoice(key) ?? .point
    if decimal == .comma, separator == "," {
      throw ConfigurationError(
        "`\(path(of: key))` should be `point` where `separator` is a comma. Found `comma`.",
        at: given(key)?.origin ?? .default)
    }
    return decimal
  }

  /// A separator: one character, or `tab` for the tabulator.
  func separator(_ key: String, default fallback: Character) throws -> Character {
    try read(key, default: fallback, write: { value, _ in .value(value == "\t" ? "tab" : String(value)) }) {
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

  /// Reads the section `files`.
  init(reading section: ConfigurationSection) throws {
    train = try section.path("train")
    validation = try section.optionalPath("validation")
    test = try section.optionalPath("test")
  }

  /// Reads the section `split`, which divides the training file into what is missing.
  func split(reading section: ConfigurationSection) throws -> TableSplit {
    try TableSplit(reading: section, hasTestFile: test != nil, hasValidationFile: validation != nil)
  }
}
