/// The encoding of rows.
extension TableEncoding {
  /// The inputs and targets of some rows of a file.
  ///
  /// - Parameter categories: counts the cells whose category training lacks.
  func encode(_ file: TableRows, rows: [Int], _ categories: inout UnknownCategories) throws -> Table.Part {
    let inputs = try self.inputs(file, rows: rows, &categories)
    var values: [String: [Float]] = [:]
    for (label, target) in zip(labels, targets) {
      let column = try file.column(label.schema.column)
      values[target.name] = try rows.map { try encode(file, $0, column, label, target) }
    }
    return Table.Part(count: rows.count, inputs: inputs, targets: values)
  }

  /// The inputs of some rows, `[row, input]`.
  func inputs(_ file: TableRows, rows: [Int], _ unknown: inout UnknownCategories) throws -> [Float] {
    let width = inputNames.count
    let numeric = try self.numeric.map { (column: try file.column($0.column), scale: $0.scale) }
    let categorical = try self.categorical.map { (column: try file.column($0.column), input: $0) }
    var inputs = [Float](repeating: 0, count: rows.count * width)
    for (position, row) in rows.enumerated() {
      var at = position * width
      for input in numeric {
        if let value = try file.number(row, input.column) {
          inputs[at] = try input.scale.single(value, file, row, input.column)
        }
        at += 1
      }
      for (column, input) in categorical {
        if let text = file.text(row, column) {
          let category = input.categories[input.values.value(text)]
          if let category { inputs[at + category] = 1 }
          unknown.count(input.column, text, isKnown: category != nil)
        }
        at += input.categories.count
      }
    }
    return inputs
  }

  private func encode(
    _ file: TableRows, _ row: Int, _ column: Int, _ label: Label, _ target: Table.Target
  ) throws -> Float {
    let name = label.schema.column
    switch target.kind {
    case .regression:
      let scale = Standardization(mean: target.mean, deviation: target.deviation)
      return try file.number(row, column).map { try scale.single($0, file, row, column) } ?? .nan
    case .binary:
      guard let text = file.text(row, column) else { return .nan }
      if let answer = label.answers[label.values.value(text)] { return answer ? 1 : 0 }
      if label.schema.positive != nil {
        throw DatasetError(
          "\(file.place(row)), column `\(name)` should be one of the training split's cells \(Self.list(label.cells)). "
            + "Found \"\(text)\".")
      }
      throw DatasetError(
        "\(file.place(row)), column `\(name)` should be 0 or 1 (or `positive` should say what counts as 1). "
          + "Found \"\(text)\".")
    case .classification:
      guard let text = file.text(row, column) else { return -1 }
      if let number = label.classes[label.values.value(text)] { return Float(number) }
      let way =
        label.schema.classes == nil
        ? " Training lacks it: list all classes (`classes`), or divide the rows otherwise (`split`)." : ""
      throw DatasetError(
        "\(file.place(row)), column `\(name)` should be one of the classes \(Self.list(target.classes)). "
          + "Found \"\(text)\".\(way)")
    }
  }

  /// The first of some cells, and how many more there are.
  private static func list(_ cells: [String]) -> String {
    let shown = 10
    let more = cells.count > shown ? " and \(cells.count - shown) more" : ""
    return cells.prefix(shown).joined(separator: ", ") + more
  }
}

extension Standardization {
  /// A standardised value in the precision of tensors.
  ///
  /// - Throws: `DatasetError` with the cell's place where it is too large for that precision.
  fileprivate func single(_ value: Double, _ file: TableRows, _ row: Int, _ column: Int) throws -> Float {
    let single = Float(standardized(value))
    guard single.isFinite else {
      throw DatasetError(
        "\(file.place(row)), column `\(file.columns[column])` should be finite in single precision once standardised "
          + "(mean \(mean), deviation \(deviation)). Found \"\(file.shown(row, column))\".")
    }
    return single
  }
}

/// Cells whose category training lacks, counted by column: such a cell counts as none of the known categories.
struct UnknownCategories {
  private struct Column {
    var cells = 0
    var unknown = 0
    /// The first different ones.
    var examples: [String] = []
  }

  private let path: String
  private var columns: [String: Column] = [:]

  init(of path: String) { self.path = path }

  private static let shown = 5

  mutating func count(_ column: String, _ text: String, isKnown: Bool) {
    columns[column, default: Column()].cells += 1
    guard !isKnown else { return }
    columns[column]!.unknown += 1
    if columns[column]!.examples.count < Self.shown && !columns[column]!.examples.contains(text) {
      columns[column]!.examples.append(text)
    }
  }

  /// A sentence for each column that has such cells.
  var notes: [String] {
    columns.sorted { $0.key < $1.key }.filter { $0.value.unknown > 0 }.map { name, column in
      "`\(path)`, column `\(name)`: \(column.unknown) of \(column.cells) cells hold a category that training lacks ("
        + column.examples.map { "\"\($0)\"" }.joined(separator: ", ")
        + (column.unknown > column.examples.count ? ", …" : "")
        + "); they count as none of the known ones."
    }
  }
}
