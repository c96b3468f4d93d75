/// A table of rows: which columns are inputs, which are targets, and how rows are divided.
public struct TableConfiguration: Sendable {
  public enum Format: String, CaseIterable, Sendable {
    /// Text with a separator, plain or compressed (`.gz`).
    case csv
    /// Little-endian 64-bit numbers, row after row, plain or compressed; the columns are named 0, 1, 2, …
    case float64
  }

  /// Absolute paths of the files. Without a test file, test rows are held out of the training file.
  public var trainFile: String
  public var validationFile: String?
  public var testFile: String?
  public var format: Format
  /// The character between two values of a line.
  public var separator: Character = ","
  /// Values that stand for "unknown".
  public var missing = ["", "?", "NA"]
  /// Whether the first line names the columns; else they are named 0, 1, 2, …
  public var header = true
  /// The number of columns of a float64 file.
  public var columns: Int?
  public var inputs: TableInputs
  public var targets: [TableTarget]
  public var split: TableSplit

  init(reading section: ConfigurationSection, metrics: [String]) throws {
    let files = try section.section("files")
    trainFile = try files.path("train")
    validationFile = try files.optionalPath("validation")
    testFile = try files.optionalPath("test")
    format = try section.choice("format", default: .csv)
    switch format {
    case .csv:
      separator = try section.separator("separator", default: separator)
      missing = try section.strings("missing", default: missing)
      header = try section.bool("header", default: header)
    case .float64:
      columns = try section.int("columns", in: .positive)
      section.varies(with: "format", format.rawValue)
    }
    inputs = try TableInputs(reading: section.section("inputs"))
    targets = try section.sections("targets").map { try TableTarget(reading: $0, metrics: metrics) }
    split = try TableSplit(
      reading: section.section("split"), hasTestFile: testFile != nil, hasValidationFile: validationFile != nil)
    try checkTargets(section)
  }

  private func checkTargets(_ section: ConfigurationSection) throws {
    let origin = section.given("targets")?.origin ?? .default
    guard !targets.isEmpty else {
      throw ConfigurationError("`data.targets` should name at least one target. Found none.", at: origin)
    }
    for (index, target) in targets.enumerated() {
      if targets[..<index].contains(where: { $0.name == target.name }) {
        throw ConfigurationError("`data.targets` should have different names. Found \"\(target.name)\" twice.", at: origin)
      }
      let isInput = inputs.categorical.contains(target.column) || inputs.numericNames.contains(target.column)
      if isInput {
        throw ConfigurationError(
          "`data.inputs` should not hold the column of a target. Found \"\(target.column)\".",
          at: section.given("inputs")?.origin ?? .default)
      }
    }
  }
}

/// The input columns of a table.
public struct TableInputs: Sendable {
  public enum Numeric: Hashable, Sendable {
    case named([String])
    /// Every column that is neither categorical, dropped, a target nor what rows are grouped by.
    case rest
  }

  public var numeric: Numeric
  public var categorical: [String]
  /// Columns that are not read.
  public var drop: [String]

  var numericNames: [String] { if case .named(let names) = numeric { names } else { [] } }

  init(reading section: ConfigurationSection) throws {
    numeric = try section.read("numeric", default: .rest, write: Self.write) { node, path in
      if case .scalar(let scalar) = node.content, scalar.text == "rest" { return .rest }
      guard case .list = node.content else { throw node.mismatch(path, "a list of columns or `rest`") }
      return .named(try node.list(path, of: "columns") { try $0.string($1) })
    }
    categorical = try section.strings("categorical", default: [])
    drop = try section.strings("drop", default: [])
    let all = numericNames + categorical + drop
    if let twice = all.first(where: { name in all.count(where: { $0 == name }) > 1 }) {
      throw ConfigurationError("`data.inputs` should hold a column once. Found \"\(twice)\" twice.", at: section.node.origin)
    }
  }

  private static func write(_ value: Numeric, _ origin: ConfigurationOrigin) -> ConfigurationNode.Content {
    switch value {
    case .rest: .value("rest")
    case .named(let names): .list(names, origin) { .value($0) }
    }
  }
}

/// A target column: one task.
public struct TableTarget: Sendable {
  public enum Kind: String, CaseIterable, Sendable {
    case regression, binary, classification
  }

  /// The task's name.
  public var name: String
  public var column: String
  public var kind: Kind
  /// The value that is class 1 of a binary target.
  public var positive: String?
  /// The loss and metrics where they are given here.
  var overrides: TaskConfiguration?

  init(reading section: ConfigurationSection, metrics: [String]) throws {
    column = try section.string("column")
    name = try section.string("name", default: column)
    kind = try section.choice("kind")
    section.varies(with: "kind", kind.rawValue)
    if kind == .binary { positive = try section.optionalString("positive") }
    let given = try TaskConfiguration(reading: section, metrics: metrics)
    overrides = given.isEmpty ? nil : given
  }
}

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

extension ConfigurationSection {
  /// One character; `tab` is the tabulator.
  fileprivate func separator(_ key: String, default fallback: Character) throws -> Character {
    try read(key, default: fallback, write: { value, _ in .value(value == "\t" ? "tab" : String(value)) }) {
      let text = try $0.string($1)
      if text == "tab" { return "\t" }
      guard text.count == 1, let character = text.first else { throw $0.mismatch($1, "one character, or `tab`") }
      return character
    }
  }
}
