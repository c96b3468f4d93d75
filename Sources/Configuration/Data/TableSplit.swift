import Components
import Datasets
import Tasks

/// The division of a table's training file. A file for validation or test is used whole, and the training file then
/// gives no rows to that split.
package struct TableSplit: Sendable {
  package typealias Rule = TableSchema.Division.Rule

  /// The settings of the section.
  static let settings =
    [
      Setting(
        "by", .choice(Rule.self), default: "random",
        "`random` (rows), `group` (rows that agree in `column` stay together) or `column` (by its values)"),
      Setting(
        "column", .text("a column"), isRequired: true, "for `group` and `column`: the column of groups or values"),
      Setting(
        "validation", .number(.properFraction), default: 0.15,
        "for `random` and `group` without a validation file: share of the rows or groups"),
      Setting(
        "test", .number(.properFraction), default: 0.15,
        "for `random` and `group` without a test file: share of the rows or groups"),
      SplitDraw.seedSetting("for `random` and `group`: seed of the division"),
    ] + SplitDraw.foldSettings("for `random` and `group`, ") + [
      Setting(
        "validation-values", .texts("values"), isRequired: true,
        "for `column` without a validation file: a list of the values whose rows are for validation"),
      Setting(
        "test-values", .texts("values"), isRequired: true,
        "for `column` without a test file: a list of the values whose rows are for test"),
    ]

  package var by: Rule
  /// The column of the rules `group` and `column`.
  package var column: String?
  /// The share of the rows, or of the groups, that is held out.
  package var validation = 0.0
  package var test = 0.0
  package var seed = SplitDraw.Seed.fixed(0)
  /// The fold whose rows are for test, instead of the share ``test``.
  package var fold: Fold?
  /// What is drawn with it; nil where nothing is.
  package private(set) var draw: SplitDraw?
  /// The values whose rows are held out, for the rule `column`.
  package var validationValues: [String] = []
  package var testValues: [String] = []

  init(reading section: DeclaredSection, hasTestFile: Bool, hasValidationFile: Bool) throws {
    by = try section.choice("by")
    section.varies(with: "by", by.rawValue)
    if by != .random { column = try section.string("column") }
    switch by {
    case .random, .group:
      validation = hasValidationFile ? 0 : try section.double("validation")
      test = hasTestFile ? 0 : try section.double("test")
      seed = try section.splitSeed("seed")
      fold = hasTestFile ? nil : try section.fold()
      if !hasTestFile || !hasValidationFile { draw = SplitDraw(seed: seed, drawsTest: !hasTestFile, fold: fold) }
      let tested = fold.map { 1 / Double($0.count) } ?? test
      if validation + tested >= 1 {
        throw ConfigurationError(
          "`data.split` should leave rows for training. Found validation \(validation) and test \(tested).",
          at: section.origin)
      }
    case .column:
      if !hasValidationFile { validationValues = try section.strings("validation-values") }
      if !hasTestFile { testValues = try section.strings("test-values") }
      if let both = validationValues.first(where: testValues.contains) {
        throw ConfigurationError(
          "`data.split` should send a value to one split. Found \(Found.quoted(both)) for validation and test.",
          at: section.origin)
      }
    }
  }

  /// The division for the reader.
  func division(_ reading: DataReading) -> TableSchema.Division {
    var division = TableSchema.Division()
    division.rule = by
    division.column = column
    division.validation = validation
    division.test = test
    division.seed = seed.value(for: reading)
    division.fold = reading.fold ?? fold
    division.validationValues = validationValues
    division.testValues = testValues
    return division
  }
}
