import Components
import Foundation
import Tasks

extension NumberBlocks {
  /// The number of values of a block.
  private static let blockSize = 1 << 17

  /// Creates blocks from columns of rows that are in memory already.
  private convenience init(
    _ columns: [Int], rows: Int, in folder: URL?, _ values: (Range<Int>, Int) throws -> [Double]
  ) throws {
    try self.init(columns: columns.count, in: folder)
    let size = max(1, Self.blockSize / max(1, columns.count))
    for start in stride(from: 0, to: rows, by: size) {
      let block = start..<min(rows, start + size)
      try append(columns.map { try values(block, $0) }, rows: block.count)
    }
  }

  /// Creates blocks from a file of float64.
  ///
  /// - Throws: `DatasetError` for a number that is not finite, with its row.
  convenience init(_ raw: RawFloat64, _ columns: [Int], names: [String], path: String, in folder: URL?) throws {
    try self.init(columns, rows: raw.count, in: folder) { rows, column in
      try rows.map { row in
        let value = raw.values[row * raw.width + column]
        guard !value.isInfinite else {
          throw DatasetError(
            "`\(path)` row \(row), column `\(names[column])` should be a finite number. Found \(Found.quoted("\(value)"))."
          )
        }
        return value
      }
    }
  }

  /// Creates blocks from an ARFF file; NaN for a column without numbers.
  convenience init(_ arff: ARFF, _ columns: [Int], in folder: URL?) throws {
    try self.init(columns, rows: arff.count, in: folder) { arff.numbers($0, $1) }
  }
}

extension RawFloat64 {
  /// A sentence on how rows were told apart, if another width fits too.
  func note(otherwise widths: [Int], path: String) -> String? {
    guard let other = widths.first(where: { $0 != width }) else { return nil }
    if width == widths[0] && values.count % other != 0 { return nil }
    let rows = "`\(path)` was read as \(count) rows of \(width) numbers"
    return width == widths[0]
      ? "\(rows); `--inputs-alone` reads it as \(values.count / other) rows of the \(other) inputs."
      : "\(rows), the inputs alone, for it has no whole rows of \(widths[0])."
  }

  /// A column as texts; nil for a missing number.
  func texts(_ column: Int) -> [String?] {
    (0..<count).map { row in
      let value = values[row * width + column]
      return value.isNaN ? nil : Int(exactly: value).map(String.init) ?? "\(value)"
    }
  }
}
