import Foundation
import Tasks

/// The rows of one table file, of any format, with cells checked as they are read.
struct TableRows {
  private enum Content {
    case csv(CSV)
    case float64(RawFloat64)
    case arff(ARFF)
  }

  private let content: Content
  private let missing: [[UInt8]]
  let path: String
  let columns: [String]

  init(_ path: String, schema: TableSchema) throws {
    let url = URL(fileURLWithPath: path)
    self.path = url.path
    missing = schema.missing.map { Array($0.utf8) }
    switch schema.format {
    case .csv:
      guard schema.separator.count == 1, let separator = schema.separator.first else {
        throw DatasetError("`separator` should be one character. Found \"\(schema.separator)\".")
      }
      let csv = try CSV(url, separator: separator, hasHeader: schema.header)
      columns = csv.columns
      content = .csv(csv)
    case .float64:
      guard let width = schema.width else {
        throw DatasetError("`width` should be given for float64 files. Found none.")
      }
      columns = (0..<width).map(String.init)
      content = .float64(try RawFloat64(url, width: width))
    case .arff:
      let arff = try ARFF(url)
      columns = arff.attributes.map(\.name)
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

  /// The number in a cell; nil where it is missing.
  func number(_ row: Int, _ column: Int) throws -> Double? {
    switch content {
    case .csv(let csv):
      if csv.matches(row, column, missing) { return nil }
      if let value = csv.number(row, column), value.isFinite { return value }
    case .float64(let raw):
      let value = raw.values[row * raw.width + column]
      if value.isNaN { return nil }
      if value.isFinite { return value }
    case .arff(let arff): return arff.number(row, column)
    }
    throw DatasetError(
      "\(place(row)), column `\(columns[column])` should be a finite number. Found \"\(shown(row, column))\".")
  }

  /// The text of a cell; nil where it is missing.
  func text(_ row: Int, _ column: Int) -> String? {
    switch content {
    case .csv(let csv):
      return csv.matches(row, column, missing) ? nil : csv.text(row, column)
    case .float64(let raw):
      let value = raw.values[row * raw.width + column]
      return value.isNaN ? nil : shown(row, column)
    case .arff(let arff): return arff.text(row, column)
    }
  }

  /// The text of a cell for an error; whole numbers without a fraction.
  func shown(_ row: Int, _ column: Int) -> String {
    switch content {
    case .csv(let csv): return csv.text(row, column)
    case .float64(let raw):
      let value = raw.values[row * raw.width + column]
      return Int(exactly: value).map(String.init) ?? "\(value)"
    case .arff(let arff): return arff.text(row, column) ?? "?"
    }
  }

  /// The number of a column.
  func column(_ name: String) throws -> Int {
    if let index = columns.firstIndex(of: name) { return index }
    throw DatasetError.unknownColumn(name, of: path, among: columns)
  }

  /// The columns that a list of names and number ranges stands for.
  func columns(_ names: [String]) throws -> [Int] {
    try names.flatMap { name -> [Int] in
      let bounds = name.components(separatedBy: "...").map { Int($0) }
      if !columns.contains(name), bounds.count == 2, let first = bounds[0], let last = bounds[1], first <= last {
        return [try column(String(first))] + (first < last ? try (first + 1...last).map { try column(String($0)) } : [])
      }
      return [try column(name)]
    }
  }
}
