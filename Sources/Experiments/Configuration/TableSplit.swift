/// How the rows of a table are divided into training, validation and test.
public struct TableSplit: Sendable {
  public enum Method: String, CaseIterable, Sendable {
    case random
    /// Rows that agree in one column stay together, so that no person or device is in two splits.
    case group
    /// Test rows are those of the test file.
    case file
  }

  public var by: Method
  /// The column that rows are grouped by.
  public var column: String?
  /// The share of the rows, or of the groups, that is held out of the training file.
  public var validation = 0.15
  public var test = 0.15
  public var seed = 0

  init(reading section: ConfigurationSection, hasTestFile: Bool, hasValidationFile: Bool) throws {
    by = try section.choice("by", default: hasTestFile ? .file : .random)
    let origin = section.given("by")?.origin ?? section.node.origin
    if hasTestFile != (by == .file) {
      throw ConfigurationError(
        hasTestFile
          ? "`data.split.by` should be `file` where `data.files.test` is given. Found \"\(by.rawValue)\"."
          : "`data.split.by: file` needs `data.files.test`.", at: origin)
    }
    section.varies(with: "by", by.rawValue)
    switch by {
    case .random: break
    case .group: column = try section.string("column")
    // A validation split of groups out of the training file.
    case .file: column = hasValidationFile ? nil : try section.optionalString("column")
    }
    validation = hasValidationFile ? 0 : try section.double("validation", default: validation, in: .properFraction)
    test = by == .file ? 0 : try section.double("test", default: test, in: .properFraction)
    seed = try section.int("seed", default: seed, in: .nonNegative)
    if validation + test >= 1 {
      throw ConfigurationError(
        "`data.split` should leave rows for training. Found validation \(validation) and test \(test).",
        at: section.node.origin)
    }
  }
}
