import Components

/// The weights of all rows of a table file, each a finite number of at least 0.
struct SampleWeights {
  private let values: [Float]
  private let column: String
  private let path: String

  /// Reads a column of weights.
  ///
  /// - Throws: `DatasetError` for a cell that is no weight, with its line and column.
  init(_ file: TableRows, _ column: String) throws {
    (self.column, path) = (column, file.path)
    let number = file.number(try file.column(column))
    var values: [Float] = []
    values.reserveCapacity(file.count)
    try file.numbers.read(Array(0..<file.count)) { part in
      let cells = part.column(number)
      for row in part.rows {
        let cell = cells[row - part.first]
        guard let weight = Self.weight(cell) else {
          let found = cell.isNaN ? "none" : "\(cell)"
          throw Self.noWeight(file.place(row), column, found: found)
        }
        values.append(weight)
      }
    }
    self.values = values
  }

  /// Reads a column of weights of a small file.
  ///
  /// - Throws: `DatasetError` for a cell that is no weight, with its line and column.
  init(_ csv: CSV, _ column: Int) throws {
    (self.column, path) = (csv.columns[column], csv.path)
    values = try (0..<csv.count).map { row in
      guard let weight = csv.number(row, column).flatMap(Self.weight) else {
        let text = csv.text(row, column)
        throw Self.noWeight(
          "`\(csv.path)` line \(csv.line(row))", csv.columns[column], found: text.isEmpty ? "none" : Found.quoted(text))
      }
      return weight
    }
  }

  private static func weight(_ number: Double) -> Float? {
    let weight = Float(number)
    return weight >= 0 && weight.isFinite ? weight : nil
  }

  private static func noWeight(_ place: String, _ column: String, found: String) -> DatasetError {
    DatasetError(
      "\(place), column `\(Found.cut(column))` should be a weight: a finite number of at least 0, in single precision. "
        + "Found \(found).")
  }

  /// The weights of some rows.
  func of(_ rows: [Int]) -> [Float] { rows.map { values[$0] } }

  /// Those of some rows that have a weight above 0.
  func counted(_ rows: [Int]) -> [Int] { rows.filter { values[$0] > 0 } }

  /// Checks that some rows of a split have a weight.
  ///
  /// - Throws: `DatasetError` if all weights are 0.
  func require(_ rows: [Int], of split: Split) throws {
    guard rows.allSatisfy({ values[$0] == 0 }) else { return }
    throw DatasetError(
      "The split `\(split)` of `\(path)` should have a row whose weight, column `\(Found.cut(column))`, is above 0. "
        + "Found 0 in all \(rows.count) rows.")
  }
}
