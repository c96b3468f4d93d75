/// How a table file becomes inputs and tasks. A plain value that a configuration fills.
///
/// Columns go by their names in the header, or by those of the attributes of an ARFF file; without a header (and in float64 files) by their numbers from 0, where
/// "0...20" stands for all from 0 to 20.
public struct TableSchema: Sendable, Hashable, Codable {
  public enum Format: String, Sendable, Hashable, Codable, CaseIterable { case csv, float64, arff }

  /// What stands before the fraction of a number in a text.
  public enum Decimal: String, Sendable, Hashable, Codable, CaseIterable { case point, comma }

  /// How numbers become inputs, learned from the training split.
  public enum Scaling: String, Sendable, Hashable, Codable, CaseIterable {
    /// (x − mean) / standard deviation.
    case standard
    /// The place among the quantiles, as a number of the standard normal distribution; amounts that span powers of ten and
    /// outliers become harmless.
    case quantile
    /// (x − median) / interquartile range.
    case robust
  }

  /// What stands for a missing number.
  public enum Absence: String, Sendable, Hashable, Codable, CaseIterable {
    /// 0, which is the mean of the training split, or the median where ``Scaling`` is `quantile` or `robust`.
    case mean
    /// The same, and one more input that is 1 where the number is missing and 0 elsewhere, for each column that lacks a number in
    /// a row of the training split.
    case indicator
  }

  /// A column to predict.
  public struct Target: Sendable, Hashable, Codable {
    public enum Kind: String, Sendable, Hashable, Codable, CaseIterable { case regression, binary, classification }

    /// Name of the task.
    public var name: String
    public var column: String
    public var kind: Kind
    /// Classification: the classes in the order of their numbers; nil takes those of the training split, in the order of numbers
    /// where all are numbers and of text otherwise.
    public var classes: [String]?
    /// Binary: the cells that count as 1; all others of the training split count as 0. Nil wants cells that are "0" or "1".
    public var positive: [String]?
    /// Regression: the unit of the column, for tables and plots.
    public var unit = ""

    public init(
      name: String, column: String? = nil, kind: Kind, classes: [String]? = nil, positive: [String]? = nil
    ) {
      self.name = name
      self.column = column ?? name
      self.kind = kind
      self.classes = classes
      self.positive = positive
    }
  }

  /// How the rows of the training file are divided. Files given for validation or test are taken whole, and then the
  /// training file gives up no rows for them.
  public struct Division: Sendable, Hashable, Codable {
    public enum Rule: String, Sendable, Hashable, Codable, CaseIterable {
      /// Rows at random.
      case random
      /// All rows of one group (a patient, a household) together, groups at random.
      case group
      /// By the value of a column.
      case column
    }

    public var rule: Rule = .random
    /// The column of the rules `group` and `column`.
    public var column: String?
    /// Share of the rows or groups for each split; the rest is for training. For `random` and `group`.
    public var validation: Double = 0.15
    public var test: Double = 0.15
    /// Seed of the choice. For `random` and `group`.
    public var seed: UInt64 = 0
    /// The fold whose rows are the test split, in place of the share ``test``; nil for one division by shares. For `random` and
    /// `group`, where there is no test file.
    public var fold: Fold?
    /// Cells of `column` that send a row to a split; all others are for training. For `column`.
    public var validationValues: [String] = []
    public var testValues: [String] = []

    public init() {}
  }

  public var format: Format = .csv
  /// Path of the training file, or of the only file.
  public var train: String
  public var validation: String?
  public var test: String?
  /// CSV: the character between cells; blanks around cells are dropped.
  public var separator = ","
  /// CSV: what stands before the fraction of a number.
  public var decimal = Decimal.point
  /// CSV: whether the first line names the columns.
  public var header = true
  /// Float64: numbers in a row.
  public var width: Int?
  /// Cells that mean "not known".
  public var missing = TableSchema.usualMissing
  /// Bytes of text that a compressed file may hold, against files that unfold without end.
  public var textLimit = TableSchema.usualTextLimit
  /// Input columns of numbers, see ``scaling`` and ``absence``.
  public var numeric: [String] = []
  /// How numbers become inputs of similar size.
  public var scaling = Scaling.standard
  /// What stands for a missing number.
  public var absence = Absence.indicator
  /// Input columns of categories: one input of 0 or 1 for each category of the training split; all 0 for a missing or
  /// new one.
  public var categorical: [String] = []
  public var targets: [Target]
  public var division = Division()

  /// What pandas 2 takes for missing when it reads a CSV file, and what other programs write: WEKA and R (`?`), Excel
  /// (`#N/A`, `#NULL!`), SQL dumps (`\N`), people (`-`, `--`, `.`).
  public static let usualMissing = [
    "", "?", "NA", "N/A", "n/a", "na", "<NA>", "#N/A", "#NA", "#N/A N/A", "NaN", "nan", "NAN", "-NaN", "-nan", "NaT",
    "NULL",
    "Null", "null", "#NULL!", "None", "none", "-1.#IND", "1.#IND", "-1.#QNAN", "1.#QNAN", "\\N", "-", "--", ".",
  ]

  /// 1 GiB.
  public static let usualTextLimit = 1 << 30

  public init(train: String, targets: [Target]) {
    self.train = train
    self.targets = targets
  }
}
