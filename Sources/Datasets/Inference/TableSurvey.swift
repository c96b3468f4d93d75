import Components
import Foundation
import Tasks

/// The content of a table of text, column by column, from one pass. Memory does not grow with the number of rows.
struct TableSurvey {
  let path: String
  let names: [String]
  let columns: [ColumnSurvey]
  let rows: Int

  /// Reads the table.
  ///
  /// - Throws: `DatasetError` for a file that is no table, for columns of the same name, and for more columns than a
  ///   configuration can list.
  init(_ url: URL, _ dialect: TableDialect) throws {
    let separator = try CSV.separatorByte(dialect.separator, of: url.path)
    names = try CSVColumns.names(url, separator: separator, hasHeader: dialect.hasHeader)
    guard names.count <= Self.mostColumns else {
      throw DatasetError("`\(url.path)` should have at most \(Self.mostColumns) columns. Found \(names.count).")
    }
    let doubled = Dictionary(grouping: names) { $0 }.filter { $1.count > 1 }.keys.sorted()
    guard doubled.isEmpty else {
      throw DatasetError("`\(url.path)` should name each column once. Found \(Found.cut(doubled.quotedList)) twice.")
    }
    let stream = try ByteStream(url)
    path = stream.path
    var pieces = CSVPieces(stream, separator: separator)
    let counter = Counter(path: path, width: names.count, dialect, skipping: dialect.hasHeader ? 1 : 0)
    while var piece = try pieces.next() {
      try piece.checkText(path: path)
      var scanner = CSVScanner(path: path, separator: separator, line: piece.line, sink: counter)
      try piece.text.withUnsafeMutableBufferPointer { try scanner.scan($0) }
    }
    (columns, rows) = (counter.columns, counter.rows)
    guard rows > 0 else { throw DatasetError("`\(path)` should hold rows. Found only a header.") }
  }

  /// The largest number of columns. A configuration names every column, and has at most 100,000 values.
  static let mostColumns = 20_000

  /// A sink that counts cells. It is a class so that the columns are not copied from piece to piece.
  private final class Counter: CSVSink {
    private let path: String
    private let point: UInt8
    private let missing = MissingWords(TableSchema.usualMissing)
    private var skipped: Int
    var columns: [ColumnSurvey]
    var rows = 0

    init(path: String, width: Int, _ dialect: TableDialect, skipping skipped: Int) {
      (self.path, point, self.skipped) = (path, dialect.decimal.byte, skipped)
      columns = Array(repeating: ColumnSurvey(), count: width)
    }

    func take(_ cell: Range<Int>, _ column: Int, of text: UnsafeBufferPointer<UInt8>, line: Int) {
      guard skipped == 0, column < columns.count else { return }
      let bytes = UnsafeBufferPointer(rebasing: text[cell])
      if missing.contains(bytes) { return columns[column].addMissing() }
      let number = decimalNumber(text, cell, point: point)
      columns[column].add(bytes, number: number.flatMap { $0.isFinite ? $0 : nil })
    }

    func endRow(_ count: Int, line: Int) throws {
      if skipped > 0 { skipped -= 1; return }
      guard count == columns.count else {
        throw CSVScanner<Counter>.raggedRow(path, line: line, count, width: columns.count)
      }
      rows += 1
    }
  }
}
