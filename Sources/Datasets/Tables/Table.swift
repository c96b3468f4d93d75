import Foundation

/// A table file as inputs and targets of three splits, encoded with what the training split alone knows.
public struct Table: Sendable {
  /// One split. Rows lie one after another.
  public struct Part: Sendable {
    public let count: Int
    /// `[row, input]`: standardised numbers, then 0 or 1 for each category.
    public let inputs: [Float]
    /// By task, one value a row: standardised numbers (regression; NaN where missing), 0 or 1 (binary; NaN where
    /// missing), class numbers (classification; −1 where missing).
    public let targets: [String: [Float]]
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
  public let targets: [Target]
  /// What each input is: a column, or "column=category".
  public let inputNames: [String]
  /// What deserves a look though nothing is wrong: categories that training lacks, words that were taken for missing.
  public let notes: [String]
  private let schema: TableSchema
  private let encoding: TableEncoding

  /// Reads the files of a schema.
  ///
  /// - Throws: `DatasetError` for an unknown column, a cell that is not what its column should be, a class that the
  ///   schema does not list, a split without rows, or a column used as input and target.
  public init(_ schema: TableSchema) throws {
    try schema.validate()
    let file = try TableRows(schema.train, schema: schema)
    let rows = try file.divided(
      by: schema.division, takesValidation: schema.validation == nil, takesTest: schema.test == nil)
    let trainRows = rows[.train] ?? []
    guard !trainRows.isEmpty else {
      throw DatasetError("The split `train` of `\(file.path)` should have rows. Found none.")
    }
    let encoding = try TableEncoding(schema, file: file, rows: trainRows)
    (self.schema, self.encoding) = (schema, encoding)
    var notes: [String] = []
    func part(_ split: Split, own path: String?) throws -> Part {
      let source = try path.map { try TableRows($0, schema: schema) } ?? file
      let chosen = path == nil ? rows[split] ?? [] : Array(0..<source.count)
      guard !chosen.isEmpty else {
        throw DatasetError("The split `\(split)` of `\(source.path)` should have rows. Found none.")
      }
      var unknown = UnknownCategories(of: source.path)
      defer { notes += unknown.notes }
      return try encoding.encode(source, rows: chosen, &unknown)
    }
    train = try part(.train, own: nil)
    validation = try part(.validation, own: schema.validation)
    test = try part(.test, own: schema.test)
    targets = encoding.targets
    inputNames = encoding.inputNames
    self.notes = notes
  }
}

extension TableSchema {
  func validate() throws {
    guard !targets.isEmpty else { throw DatasetError("`targets` should name at least one column. Found none.") }
    guard !numeric.isEmpty || !categorical.isEmpty else {
      throw DatasetError("`numeric` and `categorical` should name at least one input column. Found none.")
    }
    var names: Set<String> = []
    for target in targets {
      guard names.insert(target.name).inserted else {
        throw DatasetError("Each target should have a name of its own. Found `\(target.name)` twice.")
      }
      if let classes = target.classes, target.kind != .classification || Set(classes).count < max(2, classes.count) {
        throw DatasetError(
          "`classes` of `\(target.name)` should be two or more different classes of a classification. Found \(classes)."
        )
      }
      if let positive = target.positive, target.kind != .binary || positive.isEmpty {
        throw DatasetError("`positive` of `\(target.name)` should list cells of a binary target. Found \(positive).")
      }
    }
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
    let rows = try TableRows(file.path, schema: schema.forInputs(in: file))
    guard rows.count > 0 else { throw DatasetError("`\(rows.path)` should have rows. Found none.") }
    var unknown = UnknownCategories(of: rows.path)
    let values = try encoding.inputs(rows, rows: Array(0..<rows.count), &unknown)
    return (rows.count, values, unknown.notes)
  }
}
