import Components
import Datasets
import Foundation
import Tasks

/// A table with a column of texts and several targets.
package struct TextTableConfiguration: DataKind {
  package static let card = DataCard(
    About(
      "text-table", title: "Table of texts", "a CSV table with a column of texts and several targets",
      settings: [
        Setting("files", .section(TableFiles.settings), isRequired: true, "the files"),
        Setting("text", .text("a column"), isRequired: true, "the column of the texts"),
        Setting(
          "separator", .text("one character, or `tab`"), default: ",", "the character between two values, or `tab`"),
        Setting(
          "missing", .texts("words"), default: .words(TableSchema.usualMissing), otherwise: "the usual words",
          "the values that mean \"unknown\", as they are spelled"),
        Setting(
          "header", .truth, default: true,
          "whether the first line names the columns; otherwise they are named 0, 1, 2, …"),
        Setting("targets", .sections(TableTarget.settings), isRequired: true, "a list of targets"),
        Setting("words", .section(WordSettings.settings), "how words become codes"),
      ] + WordSettings.bound + [
        Setting("split", .section(TableSplit.settings), "how rows are divided"),
        Setting(
          "text-limit", .int(Bounds.text), default: .number(Double(TableSchema.usualTextLimit)),
          "bytes that a compressed file may hold once it is uncompressed"),
      ]),
    usualTrunk: TextConfiguration.card.usualTrunk, usualEpochs: TextConfiguration.card.usualEpochs, Self.self)

  private let files: TableFiles
  private let text: String
  private let separator: Character
  private let missing: [String]
  private let header: Bool
  package let targets: [TableTarget]
  private let words: WordRules
  private let bound: TextBound
  private let split: TableSplit
  private let textLimit: Int

  package init(reading section: DeclaredSection, catalogue: ExperimentCatalogue) throws {
    files = try TableFiles(reading: section.section("files"))
    text = try section.string("text")
    separator = try section.separator("separator")
    missing = try section.strings("missing")
    header = try section.bool("header")
    targets = try [TableTarget](reading: section, catalogue: catalogue)
    words = try WordSettings.rules(section.section("words"))
    bound = try WordSettings.bound(section)
    split = try files.split(reading: section.section("split"))
    textLimit = try section.int("text-limit")
    try targets.check(section, sampleWeight: nil)
    if let target = targets.first(where: { $0.columns.contains(text) }) {
      throw ConfigurationError(
        "`data.targets` should not hold the column of `text`. Found \(Found.quoted(text)) as \(Found.quoted(target.name)).",
        at: section.origin(of: "targets"))
    }
  }

  package var taskNames: [String] { targets.taskNames }

  package var taskOverrides: [String: TaskConfiguration] { targets.overrides }

  package var draw: SplitDraw? { split.draw }

  package func source(_ reading: DataReading) throws -> DataSource {
    try table(reading).source(words: reading.words)
  }

  package func words(_ reading: DataReading) throws -> WordCounts? { try table(reading).words }

  package func newInputs(_ reading: DataReading) throws -> NewInputs { .textTable(try table(reading)) }

  private func table(_ reading: DataReading) throws -> TextTable {
    try TextTable(schema(reading), words: words, bound: bound)
  }

  private func schema(_ reading: DataReading) -> TableSchema {
    var schema = TableSchema(train: files.train, targets: targets.map(\.schema))
    (schema.validation, schema.test) = (files.validation, files.test)
    schema.separator = String(separator)
    (schema.missing, schema.header, schema.textLimit) = (missing, header, textLimit)
    schema.text = text
    schema.division = split.division(reading)
    return schema
  }
}
