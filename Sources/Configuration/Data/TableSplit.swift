import Components
import Datasets
import Tasks

/// The division of a table's training file. A file for validation or test is used whole, and the training file then
/// gives no rows to that split.
package struct TableSplit: Sendable {
  package enum Rule: String, CaseIterable, Sendable {
    case random
    /// The rows that agree in one column stay together, so that no person or device is in two splits.
    case group
    /// The rows are divided by the values of one column.
    case column
  }

  package var by: Rule
  /// The column of the rules `group` and `column`.
  package var column: String?
  /// The share of the rows, or of the groups, that is held out.
  package var validation = 0.15
  package var test = 0.15
  package var seed = SplitDraw.Seed.fixed(0)
  /// The fold whose rows are for test, instead of the share ``test``.
  package var fold: Fold?
  /// What is drawn with it; nil where nothing is.
  package private(set) var draw: SplitDraw?
  /// The values whose rows are held out, for the rule `column`.
  package var validationValues: [String] = []
  package var testValues: [String] = []

  init(reading section: ConfigurationSection, hasTestFile: Bool, hasValidationFile: Bool) throws {
    by = try section.choice("by", default: .random)
    section.varies(with: "by", by.rawValue)
    if by != .random { column = try section.string("column") }
    switch by {
    case .random, .group:
      validation = hasValidationFile ? 0 : try section.double("validation", default: validation, in: .properFraction)
      test = hasTestFile ? 0 : try section.double("test", default: test, in: .properFraction)
      seed = try section.splitSeed("seed")
      fold = hasTestFile ? nil : try section.fold()
      if !hasTestFile || !hasValidationFile { draw = SplitDraw(seed: seed, drawsTest: !hasTestFile, fold: fold) }
      let tested = fold.map { 1 / Double($0.count) } ?? test
      if validation + tested >= 1 {
        throw ConfigurationError(
          "`data.split` should leave rows for training. Found validation \(validation) and test \(tested).",
          at: section.node.origin)
      }
    case .column:
      (validation, test) = (0, 0)
      if !hasValidationFile { validationValues = try section.strings("validation-values") }
      if !hasTestFile { testValues = try section.strings("test-values") }
      if let both = validationValues.first(where: testValues.contains) {
        throw ConfigurationError(
          "`data.split` should send a value to one split. Found \(Found.quoted(both)) for validation and test.",
          at: section.node.origin)
      }
    }
  }
}
