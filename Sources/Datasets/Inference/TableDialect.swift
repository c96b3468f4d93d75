import Foundation

/// The form in which a text file writes a table: the separator of cells, the sign before the fraction of a number, and
/// whether the first line names the columns.
public struct TableDialect: Hashable, Sendable {
  /// The character between two cells.
  public var separator: Character
  /// The sign before the fraction of a number.
  public var decimal: TableSchema.Decimal
  /// Whether the first line names the columns; otherwise they are named 0, 1, 2, …
  public var hasHeader: Bool

  public init(separator: Character = ",", decimal: TableSchema.Decimal = .point, hasHeader: Bool = true) {
    (self.separator, self.decimal, self.hasHeader) = (separator, decimal, hasHeader)
  }

  /// The separators in the order of preference: a comma may be a decimal sign, and a blank may stand in any text.
  static let separators: [Character] = ["\t", ";", "|", ",", " "]

  /// Finds the dialect from the first rows of a file, plain or gzip.
  ///
  /// The separator is the first one that divides all rows into the same number of cells, two or more. Otherwise it is
  /// the one that does so with most rows.
  ///
  /// - Throws: `DatasetError` if the file cannot be read, is no text, or has no such separator.
  public init(sniffing url: URL) throws {
    var best: (separator: Character, rows: [[String]], share: Double)?
    for separator in Self.separators {
      guard let rows = try Self.firstRows(of: url, separator), let width = Self.usualWidth(rows), width > 1 else {
        continue
      }
      let share = Double(rows.count { $0.count == width }) / Double(rows.count)
      if share > best?.share ?? 0.5 { best = (separator, rows.filter { $0.count == width }, share) }
    }
    guard let best else {
      throw DatasetError(
        "`\(url.path)` should have two or more columns, with a comma, semicolon, tab, bar or blank between two cells. "
          + "Found no such table.")
    }
    separator = best.separator
    decimal = best.separator != "," && Self.hasDecimalCommas(best.rows) ? .comma : .point
    hasHeader = Self.isHeader(best.rows[0], above: best.rows.dropFirst(), decimal)
  }

  /// The format of a file that is no text, and how to make CSV of it: a Parquet, Excel or MATLAB file. It is nil for
  /// text and for a file that cannot be read.
  public static func otherFormat(of file: URL) -> String? {
    guard let start = try? ByteStream(file).bytes(upTo: 512), !start.isEmpty else { return nil }
    return NoTable.kind(start)
  }

  private static let sampledRows = 500
  private static let sampledBytes = 1 << 18

  /// The cells of the first rows; nil if the quotes do not fit the separator.
  private static func firstRows(of url: URL, _ separator: Character) throws -> [[String]]? {
    let byte = try CSV.separatorByte(separator, of: url.path)
    let stream = try ByteStream(url)
    var pieces = CSVPieces(stream, separator: byte, size: sampledBytes)
    guard var piece = try pieces.next() else {
      throw DatasetError("`\(stream.path)` should hold a table. Found no lines.")
    }
    try piece.checkText(path: stream.path)
    var scanner = CSVScanner(path: stream.path, separator: byte, sink: Rows())
    do {
      try piece.text.withUnsafeMutableBufferPointer { try scanner.scan($0, rows: sampledRows) }
    } catch { return nil }
    return scanner.sink.rows.isEmpty ? nil : scanner.sink.rows
  }

  /// The cells of the first rows, as texts.
  private struct Rows: CSVSink {
    var rows: [[String]] = []
    private var row: [String] = []

    mutating func take(_ cell: Range<Int>, _ column: Int, of text: UnsafeBufferPointer<UInt8>, line: Int) {
      row.append(String(decoding: UnsafeBufferPointer(rebasing: text[cell]), as: UTF8.self))
    }

    mutating func endRow(_ count: Int, line: Int) {
      rows.append(row)
      row = []
    }
  }

  /// The most frequent number of cells in a row; the larger one of two that are equally frequent.
  private static func usualWidth(_ rows: [[String]]) -> Int? {
    Dictionary(grouping: rows, by: \.count).max { ($0.value.count, $0.key) < ($1.value.count, $1.key) }?.key
  }

  /// Whether more cells are numbers with a decimal comma than with a point.
  private static func hasDecimalCommas(_ rows: [[String]]) -> Bool {
    var commas = 0, points = 0
    for cell in rows.joined() {
      if cell.contains(",") {
        if TableSchema.Decimal.comma.number(cell) != nil { commas += 1 }
      } else if cell.contains("."), TableSchema.Decimal.point.number(cell) != nil {
        points += 1
      }
    }
    return commas > points
  }

  /// Whether the first row is a header. A header has a word over a column of numbers. Without such a column a header
  /// has no number, and none of its texts occurs again in its column.
  private static func isHeader(
    _ first: [String], above rows: some Collection<[String]>, _ decimal: TableSchema.Decimal
  ) -> Bool {
    let missing = TableSchema.usualMissing
    let isOverNumbers = first.indices.contains { column in
      guard decimal.number(first[column]) == nil, !missing.contains(first[column]) else { return false }
      let cells = rows.lazy.map { $0[column] }.filter { !missing.contains($0) }
      return !cells.isEmpty && cells.allSatisfy { decimal.number($0) != nil }
    }
    if isOverNumbers { return true }
    if first.contains(where: { decimal.number($0) != nil }) || first.allSatisfy(missing.contains) { return false }
    return first.indices.allSatisfy { column in rows.allSatisfy { $0[column] != first[column] } }
  }
}

extension TableSchema.Decimal {
  /// The byte before a fraction.
  var byte: UInt8 { self == .comma ? UInt8(ascii: ",") : UInt8(ascii: ".") }

  /// The finite number that a cell spells in full, or nil.
  func number(_ cell: String) -> Double? {
    var cell = cell
    let value = cell.withUTF8 { decimalNumber($0, $0.indices, point: byte) }
    return value.flatMap { $0.isFinite ? $0 : nil }
  }
}
