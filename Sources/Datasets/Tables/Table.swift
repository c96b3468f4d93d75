import Foundation
import OrderedCollections
import Tasks

/// A table file as inputs and targets of three splits, encoded with what the training split alone knows.
public struct Table: Sendable {
  /// One split. Rows lie one after another.
  public struct Part: Sendable {
    public let count: Int
    let inputField: Field
    var targetFields: [String: Field]
    /// By task, whether every row has a label.
    var isComplete: [String: Bool]

    /// `[row, input]`: standardised numbers, then 0 or 1 for each category.
    public var inputs: [Float] { inputField.floats }
    /// By task, one value a row: standardised numbers (regression; NaN where missing), 0 or 1 (binary; NaN where
    /// missing), class numbers (classification; −1 where missing).
    public var targets: [String: [Float]] { targetFields.mapValues(\.floats) }
  }

  /// A target with what is needed to read predictions in its own terms.
  public struct Target: Sendable, Codable {
    public let name: String
    public let kind: TableSchema.Target.Kind
    /// Classification: the classes in the order of their numbers.
    public let classes: [String]
    /// Regression: original value = standardised · `deviation` + `mean`.
    public let mean: Double
    public let deviation: Double
    /// Regression: the unit of the column.
    public let unit: String
  }

  public let train: Part
  public let validation: Part
  public let test: Part
  public var targets: [Target] { encoding.targets }
  /// What each input is: a column, or "column=category".
  public var inputNames: [String] { encoding.inputNames }
  /// What deserves a look though nothing is wrong: categories that training lacks.
  public let notes: [String]
  let schema: TableSchema
  let encoding: TableEncoding
  /// Equal for equal values and targets' names.
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
      targets: OrderedDictionary(uniqueKeysWithValues: targets.map { ($0.name, targetFields[$0.name]!) }))
  }
}

extension TableSchema {
  /// The same for a file of inputs: one in CSV, by its name, may stand for one in ARFF.
  fileprivate func forInputs(in file: URL) -> TableSchema {
    let name = file.lastPathComponent.lowercased()
    guard format == .arff, name.hasSuffix(".csv") || name.hasSuffix(".csv.gz") else { return self }
    var schema = self
    schema.format = .csv
    schema.missing = Self.usualMissing
    return schema
  }
}

extension Table {
  /// The inputs of a file that need not hold the targets' columns, encoded as the training rows are: `[row, input]`, with
  /// notes on categories that training lacks.
  ///
  /// - Throws: `DatasetError` for a missing input column or a cell that is no number where one should be.
  public func inputs(of file: URL) throws -> (count: Int, values: [Float], notes: [String]) {
    let rows = try TableRows(file.path, schema: schema.forInputs(in: file), .inputs)
    guard rows.count > 0 else { throw DatasetError("`\(rows.path)` should have rows. Found none.") }
    var unknown = UnknownCategories()
    let inputs = try encoding.inputs(rows, rows: Array(0..<rows.count), &unknown)
    return (rows.count, inputs.floats, unknown.notes.map { "`\(rows.path)`, \($0)" })
  }
}
