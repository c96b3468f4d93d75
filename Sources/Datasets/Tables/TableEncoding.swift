import Tasks

/// How cells become numbers, learned from the rows of the training split.
struct TableEncoding {
  private struct Numeric {
    var column: Int
    var scale: Standardization
  }

  private struct Categorical {
    var column: Int
    var categories: [String: Int]
  }

  private struct Column {
    var index: Int
    var schema: TableSchema.Target
    var classes: [String: Int]
    /// Binary: the cells of the training split.
    var cells: Set<String>
  }

  private var numeric: [Numeric] = []
  private var categorical: [Categorical] = []
  private var columns: [Column] = []
  private(set) var targets: [Table.Target] = []
  private(set) var inputNames: [String] = []

  init(_ schema: TableSchema, file: TableRows, rows: [Int]) throws {
    let numericColumns = try file.columns(schema.numeric), categoricalColumns = try file.columns(schema.categorical)
    var used: Set<Int> = []
    for column in numericColumns + categoricalColumns where !used.insert(column).inserted {
      throw DatasetError("`\(file.columns[column])` should be an input once. Found it twice.")
    }
    for target in schema.targets where used.contains(try file.column(target.column)) {
      throw DatasetError("`\(target.column)` is a target (`\(target.name)`) and should not be an input.")
    }
    if schema.division.rule == .group, let name = schema.division.column, used.contains(try file.column(name)) {
      throw DatasetError("`\(name)` divides the rows into groups and should not be an input.")
    }
    for column in numericColumns {
      let values = try rows.compactMap { try file.number($0, column) }
      let name = file.columns[column]
      numeric.append(Numeric(column: column, scale: try Standardization(values, column: name, of: file.path)))
      inputNames.append(name)
    }
    for column in categoricalColumns {
      let names = Set(rows.compactMap { file.text($0, column) }).sorted()
      categorical.append(
        Categorical(column: column, categories: Dictionary(uniqueKeysWithValues: names.enumerated().map { ($1, $0) })))
      inputNames += names.map { "\(file.columns[column])=\($0)" }
    }
    for target in schema.targets { try add(target, file: file, rows: rows) }
  }

  private mutating func add(_ target: TableSchema.Target, file: TableRows, rows: [Int]) throws {
    let index = try file.column(target.column)
    var classes: [String] = [], cells: Set<String> = [], scale = Standardization.none
    switch target.kind {
    case .regression:
      let values = try rows.compactMap { try file.number($0, index) }
      guard !values.isEmpty else { throw Self.unlabelled(target, file) }
      scale = try Standardization(values, column: target.column, of: file.path)
    case .classification:
      classes = target.classes ?? Set(rows.compactMap { file.text($0, index) }).sorted()
      guard !classes.isEmpty else { throw Self.unlabelled(target, file) }
    case .binary:
      cells = Set(rows.compactMap { file.text($0, index) })
      guard !cells.isEmpty else { throw Self.unlabelled(target, file) }
      if let strange = target.positive?.first(where: { !cells.contains($0) }) {
        let hint = Suggestion.nearest(to: strange, among: cells.sorted()).map { " Did you mean \"\($0)\"?" } ?? ""
        throw DatasetError(
          "`positive` of `\(target.name)` should list cells of the column `\(target.column)`. \"\(strange)\" is none.\(hint)"
        )
      }
    }
    columns.append(
      Column(
        index: index, schema: target, classes: Dictionary(uniqueKeysWithValues: classes.enumerated().map { ($1, $0) }),
        cells: cells))
    targets.append(
      Table.Target(
        name: target.name, kind: target.kind, classes: classes, mean: scale.mean, deviation: scale.deviation,
        unit: target.unit))
  }

  private static func unlabelled(_ target: TableSchema.Target, _ file: TableRows) -> DatasetError {
    DatasetError("`\(target.name)` should have labels in the training split of `\(file.path)`. Found none.")
  }

  private static func unknownCell(_ place: String, _ column: Column, _ text: String) -> DatasetError {
    let shown = 10
    let more = column.cells.count > shown ? " and \(column.cells.count - shown) more" : ""
    let known = column.cells.sorted().prefix(shown).joined(separator: ", ") + more
    return DatasetError(
      "\(place), column `\(column.schema.column)` should be one of the training split's cells \(known). Found \"\(text)\"."
    )
  }

  /// The inputs and targets of some rows of a file with the same columns.
  func encode(_ file: TableRows, rows: [Int]) throws -> Table.Part {
    let inputs = try self.inputs(file, rows: rows) { $0 }
    var values: [String: [Float]] = [:]
    for (column, target) in zip(columns, targets) {
      values[target.name] = try rows.map { try encode(file, $0, column, target) }
    }
    return Table.Part(count: rows.count, inputs: inputs, targets: values)
  }

  /// The inputs of some rows, `[row, input]`.
  ///
  /// - Parameter place: the file's column for a column of the training file.
  func inputs(_ file: TableRows, rows: [Int], column place: (Int) throws -> Int) throws -> [Float] {
    let width = inputNames.count
    let numeric = try self.numeric.map { (column: try place($0.column), scale: $0.scale) }
    let categorical = try self.categorical.map { (column: try place($0.column), categories: $0.categories) }
    var inputs = [Float](repeating: 0, count: rows.count * width)
    for (position, row) in rows.enumerated() {
      var at = position * width
      for input in numeric {
        if let value = try file.number(row, input.column) { inputs[at] = Float(input.scale.standardized(value)) }
        at += 1
      }
      for input in categorical {
        if let text = file.text(row, input.column), let category = input.categories[text] { inputs[at + category] = 1 }
        at += input.categories.count
      }
    }
    return inputs
  }

  private func encode(_ file: TableRows, _ row: Int, _ column: Column, _ target: Table.Target) throws -> Float {
    switch target.kind {
    case .regression:
      return try file.number(row, column.index).map { Float(($0 - target.mean) / target.deviation) } ?? .nan
    case .binary:
      guard let text = file.text(row, column.index) else { return .nan }
      if let positive = column.schema.positive {
        guard column.cells.contains(text) else { throw Self.unknownCell(file.place(row), column, text) }
        return positive.contains(text) ? 1 : 0
      }
      guard text == "0" || text == "1" else {
        throw DatasetError(
          "\(file.place(row)), column `\(column.schema.column)` should be 0 or 1 (or `positive` should say what counts as 1). Found \"\(text)\"."
        )
      }
      return text == "1" ? 1 : 0
    case .classification:
      guard let text = file.text(row, column.index) else { return -1 }
      guard let number = column.classes[text] else {
        let known = target.classes.joined(separator: ", ")
        throw DatasetError(
          "\(file.place(row)), column `\(column.schema.column)` should be one of the classes \(known). Found \"\(text)\"."
        )
      }
      return Float(number)
    }
  }
}
