/// The schema by which a table file becomes inputs and tasks: a plain value that a configuration fills.
///
/// Columns are named as in the header, or as the attributes of an ARFF file. Without a header, and in float64 files,
/// columns have numbers from 0, and "0...20" means all from 0 to 20.
public struct TableSchema: Sendable, Hashable, Codable {
  /// The format of a table file.
  public enum Format: String, Sendable, Hashable, Codable, CaseIterable { case csv, float64, arff }

  /// The sign before the fraction of a number in a text.
  public enum Decimal: String, Sendable, Hashable, Codable, CaseIterable { case point, comma }

  /// The scaling of numbers as inputs, learned from the training split.
  public enum Scaling: String, Sendable, Hashable, Codable, CaseIterable {
    /// The scaling (x − mean) / standard deviation.
    case standard
    /// The place among the quantiles, as a number of the standard normal distribution. Amounts that span powers of ten
    /// and outliers become harmless.
    case quantile
    /// The scaling (x − median) / interquartile range.
    case robust
  }

  /// The replacement of a missing number.
  public enum Absence: String, Sendable, Hashable, Codable, CaseIterable {
    /// The value 0, which is the mean of the training split, or the median if ``Scaling`` is `quantile` or `robust`.
    case mean
    /// The value 0 as in ``mean``, and one more input, which is 1 for a missing number and 0 otherwise. Each column
    /// that lacks a number in a row of the training split has such an input.
    case indicator
  }

  /// A column to predict.
  public struct Target: Sendable, Hashable, Codable {
    public enum Kind: String, Sendable, Hashable, Codable, CaseIterable {
      case regression, binary, classification, survival
    }

    /// The name of the task.
    public var name: String
    /// The column of the target.
    public var column: String
    public var kind: Kind
    /// The classes of a classification in the order of their numbers. Nil stands for those of the training split, in
    /// the order of numbers if all are numbers, otherwise of text.
    public var classes: [String]?
    /// The cells of a yes-or-no target that count as 1; all others of the training split count as 0. Nil expects cells
    /// that are "0" or "1". Of a survival time, the cells of ``event`` that say that the event happened.
    public var positive: [String]?
    /// The column that says whether a survival time is that of an event, or is censored.
    public var event: String?
    /// The ends of the intervals of a discrete-time model of survival, from 0 in ascending order; nil for a risk.
    public var intervals: [Double]?
    /// The column whose values divide the rows into groups, each of which is a task of its own with this target; nil
    /// for one task of all rows. The tasks are named by target and value, "score 12", in the order of the values.
    ///
    /// The mean and deviation of numbers and the classes are those of the whole column. All targets with `taskBy` have
    /// the same column.
    public var taskBy: String?
    /// The unit of a column of numbers or survival times, for tables and plots.
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

    /// The columns that hold the target.
    public var columns: [String] { [column] + [event].compactMap(\.self) }

    /// The key of a configuration that lists ``positive``.
    var positiveKey: String { kind == .survival ? "event-value" : "positive" }

    /// Whether the column holds numbers.
    var isNumber: Bool { kind == .regression || kind == .survival }
  }

  /// The division of the training file's rows. A file for validation or test is used whole, and the training file then
  /// gives no rows to that split.
  public struct Division: Sendable, Hashable, Codable {
    public enum Rule: String, Sendable, Hashable, Codable, CaseIterable {
      /// Rows at random; within each group if groups are tasks (``Target/taskBy``).
      case random
      /// The rows of one group (a patient, a household) together, groups at random.
      case group
      /// The rows by the value of a column.
      case column
    }

    public var rule: Rule = .random
    /// The column for the rules `group` and `column`.
    public var column: String?
    /// The share of the rows or groups for this split; the rest is for training. It is used by `random` and `group`.
    public var validation: Double = 0.15
    public var test: Double = 0.15
    /// The seed of the choice. It is used by `random` and `group`.
    public var seed: UInt64 = 0
    /// The fold whose rows are the test split, instead of the share ``test``; nil for one division by shares. It is
    /// used by `random` and `group` without a test file.
    public var fold: Fold?
    /// The cells of `column` that send a row to this split; all others are for training. They are used by `column`.
    public var validationValues: [String] = []
    public var testValues: [String] = []

    public init() {}
  }

  public var format: Format = .csv
  /// The path of the training file, or of the only file.
  public var train: String
  /// The path of a validation file; nil if validation rows come from the training file.
  public var validation: String?
  /// The path of a test file; nil if test rows come from the training file.
  public var test: String?
  /// The character between cells of CSV; blanks around cells are dropped.
  public var separator = ","
  /// The sign before the fraction of a number in CSV.
  public var decimal = Decimal.point
  /// Whether the first line of CSV names the columns.
  public var header = true
  /// The numbers in a row of float64.
  public var width: Int?
  /// The cells that mean "not known".
  public var missing = TableSchema.usualMissing
  /// The largest number of bytes of text in a compressed file, against files that unfold without end.
  public var textLimit = TableSchema.usualTextLimit
  /// The input columns of numbers, see ``scaling`` and ``absence``.
  public var numeric: [String] = []
  /// The scaling that brings numbers to similar size.
  public var scaling = Scaling.standard
  /// The replacement of a missing number.
  public var absence = Absence.indicator
  /// The input columns of categories. Each category of the training split is one input of 0 or 1; all are 0 for a
  /// missing or new category.
  public var categorical: [String] = []
  /// The column of texts, which are the inputs of a ``TextTable``; nil for a table of numbers and categories.
  public var text: String?
  /// The columns to predict, a task each, or one for each group of rows.
  public var targets: [Target]
  /// The column with the weight of each row, a number of at least 0; nil if all rows weigh the same. It is no input and no
  /// target. Every file has it.
  public var sampleWeight: String?
  /// The division of the training file's rows.
  public var division = Division()

  /// The cells that usually mean "not known": those that pandas 2 reads as missing in a CSV file, and those that other
  /// programs write: WEKA and R (`?`), Excel (`#N/A`, `#NULL!`), SQL dumps (`\N`), people (`-`, `--`, `.`).
  public static let usualMissing = [
    "", "?", "NA", "N/A", "n/a", "na", "<NA>", "#N/A", "#NA", "#N/A N/A", "NaN", "nan", "NAN", "-NaN", "-nan", "NaT",
    "NULL",
    "Null", "null", "#NULL!", "None", "none", "-1.#IND", "1.#IND", "-1.#QNAN", "1.#QNAN", "\\N", "-", "--", ".",
  ]

  /// The usual limit, 1 GiB.
  public static let usualTextLimit = 1 << 30

  public init(train: String, targets: [Target]) {
    self.train = train
    self.targets = targets
  }
}

extension TableSchema {
  /// The place of a sample of a split in the words of an error: "`rows.csv` line 29". The file is read and divided
  /// again, so that samples need not keep their lines; nil if the file has changed.
  func place(of sample: Int, in split: Split) -> String? {
    if let own = ownFile(split) {
      guard let rows = try? TableRows(own, schema: self, .samples), sample < rows.count else { return nil }
      return rows.place(sample)
    }
    guard let rows = try? TableRows(train, schema: self),
      let parts = try? rows.divided(
        by: division, targets: targets, takesValidation: validation == nil, takesTest: test == nil),
      let part = parts[split], sample < part.count
    else { return nil }
    return rows.place(part[sample])
  }
}
