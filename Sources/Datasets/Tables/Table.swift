import Foundation
import OrderedCollections
import Tasks

/// A table file as inputs and targets of three splits, encoded with what the training split alone shows.
public struct Table: Sendable {
  /// One split. Its rows lie one after another.
  public struct Part: Sendable {
    /// The number of rows.
    public let count: Int
    let inputField: Field
    var targetFields: [String: Field]
    /// The weights of the rows; nil if all rows weigh the same.
    var weightField: Field?
    /// Whether every row has a label, by task.
    var isComplete: [String: Bool]

    /// The inputs, `[row, input]`: standardised numbers, then 0 or 1 for each category.
    public var inputs: [Float] { inputField.floats }
    /// The targets by task, one value for each row: standardised numbers (regression; NaN if missing), 0 or 1 (binary;
    /// NaN if missing), class numbers (classification; −1 if missing), times with a minus where they are censored (survival; NaN if
    /// missing).
    public var targets: [String: [Float]] { targetFields.mapValues(\.floats) }
    /// The weights of the rows; nil if all rows weigh the same.
    public var weights: [Float]? { weightField?.floats }
  }

  /// A target, with what is needed to read predictions in its own terms.
  public struct Target: Sendable, Codable {
    /// The name of the task.
    public let name: String
    /// The kind of the task.
    public let kind: TableSchema.Target.Kind
    /// The classes of a classification in the order of their numbers.
    public let classes: [String]
    /// The mean of a regression: original value = standardised · `deviation` + `mean`.
    public let mean: Double
    /// The deviation of a regression, see ``mean``.
    public let deviation: Double
    /// The unit of a column of numbers or survival times.
    public let unit: String
    /// The ends of the intervals of a discrete-time model of survival; nil for a risk.
    public let intervals: [Double]?
  }

  /// The training split.
  public let train: Part
  /// The validation split.
  public let validation: Part
  /// The test split.
  public let test: Part
  /// The targets, in the order of the schema.
  public var targets: [Target] { encoding.targets }
  /// The name of each input: a column, or "column=category".
  public var inputNames: [String] { encoding.inputNames }
  /// Sentences on what deserves a look though nothing is wrong: categories that training lacks.
  public let notes: [String]
  let schema: TableSchema
  let encoding: TableEncoding
  /// The fingerprint, equal for equal values and targets' names.
  let fingerprint: String

  init(_ schema: TableSchema, _ encoding: TableEncoding, _ parts: [Part], notes: [String], fingerprint: String? = nil) {
    (self.schema, self.encoding, self.notes) = (schema, encoding, notes)
    (train, validation, test) = (parts[0], parts[1], parts[2])
    self.fingerprint = fingerprint ?? Self.fingerprint(parts, encoding.targets)
  }

  /// Reads the files of a schema into memory.
  ///
  /// - Throws: `DatasetError` for an unknown column, a cell that is not what its column should be, a class that the
  ///   schema does not list, a split without rows, or a column used as input and target.
  public init(_ schema: TableSchema) throws { self = try TableReading(schema).table() }

  static func fingerprint(_ parts: [Part], _ targets: [Target]) -> String {
    var fingerprint = Fingerprint()
    for target in targets { fingerprint.add(target.name) }
    for part in parts { part.dataset(targets).addContent(to: &fingerprint) }
    return fingerprint.text
  }
}

extension Table.Part {
  func dataset(_ targets: [Table.Target]) -> InMemoryDataset {
    InMemoryDataset(
      inputs: inputField,
      targets: OrderedDictionary(uniqueKeysWithValues: targets.map { ($0.name, targetFields[$0.name]!) }),
      weights: weightField)
  }
}

extension TableSchema {
  /// This schema for a file of inputs. A CSV file, known by its name, may replace an ARFF file or a file of float64,
  /// whose columns it has by number.
  fileprivate func forInputs(in file: URL) -> TableSchema {
    let name = file.lastPathComponent.lowercased()
    guard format != .csv, name.hasSuffix(".csv") || name.hasSuffix(".csv.gz") else { return self }
    var schema = self
    schema.header = format == .arff
    schema.format = .csv
    schema.missing = Self.usualMissing
    return schema
  }
}

extension Table {
  /// The inputs that come from each input column. A number has one, and one more that says whether it is missing;
  /// otherwise there is one for each category.
  public var inputColumns: [(name: String, inputs: [Int])] {
    var at = encoding.numeric.count
    return encoding.numeric.enumerated().map { ($1.column, [$0] + [$1.indicator].compactMap { $0 }) }
      + encoding.categorical.map { column in
        defer { at += column.categories.count }
        return (column.column, Array(at..<at + column.categories.count))
      }
  }

  /// The inputs of a file that need not hold the targets' columns, encoded like the training rows: `[row, input]`. The
  /// notes say what deserves a look, such as categories that training lacks.
  ///
  /// - Parameter alone: whether a file of float64 has the input columns and no others. Without it, a file whose size
  ///   permits it counts as one of all columns.
  /// - Throws: `DatasetError` for a missing input column or a cell that should be a number and is none.
  public func inputs(
    of file: URL, alone: Bool = false
  ) throws -> (count: Int, values: [Float], notes: [String], unknown: UnknownCategories) {
    let rows = try TableRows(file.path, schema: schema.forInputs(in: file), .inputs(alone: alone))
    guard rows.count > 0 else { throw DatasetError("`\(rows.path)` should have rows. Found none.") }
    var unknown = UnknownCategories()
    let inputs = try encoding.inputs(rows, rows: Array(0..<rows.count), &unknown)
    let notes = unknown.notes.map { "`\(rows.path)`, \($0)" }
    return (rows.count, inputs.floats, [rows.note].compactMap { $0 } + notes, unknown)
  }

  /// Columns of such a file as texts, inputs or not. Blanks around cells are dropped, and missing cells of ARFF are
  /// empty.
  ///
  /// - Throws: `DatasetError` for a column that is not there.
  public func cells(
    of file: URL, _ columns: [String], alone: Bool = false
  ) throws -> [(name: String, cells: [String])] {
    var schema = schema.forInputs(in: file)
    // The width of a file of float64 is that of its inputs.
    if schema.format != .float64 { schema.numeric = [] }
    schema.categorical = columns
    schema.missing = []
    let rows = try TableRows(file.path, schema: schema, .inputs(alone: alone))
    return try rows.columns(columns).map { column in
      let texts = rows.texts(column)
      return (
        rows.columns[column], (0..<rows.count).map { texts.place($0) < 0 ? "" : texts.words[texts.place($0)] }
      )
    }
  }
}
