import Foundation
import Tasks

/// The rows of one table file, of any format, with cells checked as they are read.
struct TableRows {
  /// What is read of a file.
  enum Use {
    /// Inputs, targets, what rows are divided by, and further columns of text.
    case training(also: [String] = [])
    /// Inputs and targets.
    case samples
    case inputs
  }

  private enum Content {
    case csv(CSVColumns)
    case float64(RawFloat64)
    case arff(ARFF)
  }

  private let content: Content
  private let names: ColumnNames
  let path: String

  var columns: [String] { names.all }

  init(_ path: String, schema: TableSchema, _ use: Use = .training()) throws {
    let url = URL(fileURLWithPath: path)
    self.path = url.path
    switch schema.format {
    case .csv:
      let csv = try CSVColumns(
        url, separator: try schema.separatorByte(), hasHeader: schema.header, missing: schema.missing,
        textLimit: schema.textLimit
      ) { try schema.wanted($0, use) }
      (names, content) = (csv.names, .csv(csv))
    case .float64:
      names = ColumnNames(try schema.float64Columns(), of: url.path)
      content = .float64(try RawFloat64(url, width: names.all.count, limit: schema.textLimit))
    case .arff:
      let arff = try ARFF(url)
      names = ColumnNames(arff.attributes.map(\.name), of: url.path)
      content = .arff(arff)
    }
  }

  var count: Int {
    switch content {
    case .csv(let csv): csv.count
    case .float64(let raw): raw.count
    case .arff(let arff): arff.count
    }
  }

  /// The place of a row, as errors name it.
  func place(_ row: Int) -> String {
    switch content {
    case .csv(let csv): "`\(path)` line \(csv.line(row))"
    case .float64: "`\(path)` row \(row)"
    case .arff(let arff): "`\(path)` line \(arff.line(row))"
    }
  }

  /// The numbers of a column that is read as such, NaN where missing.
  func numbers(_ column: Int) throws -> GrowingColumn<Double> {
    let numbers = GrowingColumn<Double>()
    switch content {
    case .csv(let csv): return csv.numbers[column]!
    case .float64(let raw):
      try numbers.append(
        (0..<count).map { row in
          let value = raw.values[row * raw.width + column]
          guard !value.isInfinite else {
            throw DatasetError(
              "\(place(row)), column `\(columns[column])` should be a finite number. Found \"\(value)\".")
          }
          return value
        })
    case .arff(let arff): try numbers.append((0..<count).map { arff.number($0, column) ?? .nan })
    }
    return numbers
  }

  /// The texts of a column that is read as such.
  func texts(_ column: Int) throws -> TextColumn {
    switch content {
    case .csv(let csv): csv.texts[column]!
    case .float64(let raw):
      try TextColumn(
        (0..<count).map { row in
          let value = raw.values[row * raw.width + column]
          return value.isNaN ? nil : Int(exactly: value).map(String.init) ?? "\(value)"
        })
    case .arff(let arff): try TextColumn((0..<count).map { arff.text($0, column) })
    }
  }

  /// The place of a column.
  func column(_ name: String) throws -> Int { try names.place(name) }

  /// The places that a list of names and number ranges stands for.
  func columns(_ names: [String]) throws -> [Int] { try self.names.places(names) }
}

extension TableSchema {
  /// Columns of a float64 file, more than any table has.
  public static let mostColumns = 1 << 20

  fileprivate func wanted(_ names: ColumnNames, _ use: TableRows.Use) throws -> CSVCells.Wanted {
    var numbers = try names.places(numeric), texts = try names.places(categorical)
    if case .inputs = use {
    } else {
      for target in targets {
        let place = try names.place(target.column)
        if target.kind == .regression { numbers.append(place) } else { texts.append(place) }
      }
    }
    if case .training(let also) = use {
      texts += try ([division.rule == .random ? nil : division.column].compactMap { $0 } + also).map(names.place)
    }
    return CSVCells.Wanted(numbers: Set(numbers).sorted(), texts: Set(texts).sorted())
  }

  fileprivate func separatorByte() throws -> UInt8 {
    guard separator.count == 1, let character = separator.first else {
      throw DatasetError("`separator` should be one character. Found \"\(separator)\".")
    }
    return try CSV.separatorByte(character, of: train)
  }

  fileprivate func float64Columns() throws -> [String] {
    guard let width else { throw DatasetError("`width` should be given for float64 files. Found none.") }
    guard (1...TableSchema.mostColumns).contains(width) else {
      throw DatasetError("`width` of a float64 file should lie in 1 … \(TableSchema.mostColumns). Found \(width).")
    }
    return (0..<width).map(String.init)
  }

  /// The columns of the training file, so that a caller can choose among them.
  ///
  /// - Throws: `DatasetError` where the file cannot be read.
  public func columns() throws -> [String] {
    let url = URL(fileURLWithPath: train)
    switch format {
    case .csv: return try CSVColumns.names(url, separator: try separatorByte(), hasHeader: header)
    case .float64: return try float64Columns()
    case .arff: return try ARFF.attributes(url).map(\.name)
    }
  }
}
