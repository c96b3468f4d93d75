import Foundation

/// A table of text cells (RFC 4180), plain or gzip: quoted cells may hold separators, line ends and doubled quotes.
///
/// Beyond the standard: any one-byte separator; blanks around unquoted cells are dropped; empty lines are passed over;
/// LF and CRLF both end a line; a byte-order mark at the start is dropped.
public struct CSV: Sendable {
  /// Column names: the header, or "0", "1", … without one.
  public let columns: [String]
  /// Number of rows, without the header.
  public let count: Int
  /// The path, as errors name it.
  public let path: String

  /// The file with quotes resolved.
  private let bytes: [UInt8]
  /// Start and end of each cell in `bytes`, row after row.
  private let cells: [Range<Int>]
  /// Line of the file on which each row starts, from 1.
  private let lines: [Int]

  /// - Parameter numbersDoubled: whether a column whose name is there already gets a number behind it, `name.1`.
  /// - Throws: `DatasetError` for a ragged row, a quote out of place, a doubled column name, an empty table, or a line that is
  ///   not UTF-8.
  public init(
    _ url: URL, separator: Character = ",", hasHeader: Bool = true, numbersDoubled: Bool = false
  ) throws {
    guard let separator = separator.asciiValue, !Array("\"\r\n".utf8).contains(separator) else {
      throw DatasetError("`separator` of `\(url.path)` should be one ASCII character. Found \(separator).")
    }
    var parser = CSVParser(path: url.path, bytes: try ByteStream(url).rest(), separator: separator)
    try Self.checkText(parser.bytes, path: url.path)
    try parser.parse()
    path = url.path
    guard let width = parser.width else { throw DatasetError("`\(path)` should hold a table. Found no lines.") }
    bytes = parser.bytes
    let first = hasHeader ? 1 : 0
    let bytes = self.bytes
    let names =
      hasHeader
      ? parser.cells[..<width].map { String(decoding: bytes[$0], as: UTF8.self) } : (0..<width).map(String.init)
    columns = numbersDoubled ? Self.numbered(names) : names
    cells = Array(parser.cells[(first * width)...])
    lines = Array(parser.lines[first...])
    count = lines.count
    guard count > 0 else { throw DatasetError("`\(path)` should hold rows. Found only a header.") }
    var seen: Set<String> = []
    for name in columns where !seen.insert(name).inserted {
      throw DatasetError("`\(path)` should name each column once. Found `\(name)` twice.")
    }
  }

  /// - Throws: `DatasetError` for the first line that is not UTF-8.
  private static func checkText(_ bytes: [UInt8], path: String) throws {
    if bytes.allSatisfy({ $0 < 0x80 }) { return }
    let lines = bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
    // What is not UTF-8 would be decoded as a sign that stands for it.
    if let wrong = lines.firstIndex(where: { !String(decoding: $0, as: UTF8.self).utf8.elementsEqual($0) }) {
      throw DatasetError("`\(path)` line \(wrong + 1) should be text in UTF-8. Found other bytes.")
    }
  }

  private static func numbered(_ names: [String]) -> [String] {
    var counts: [String: Int] = [:], taken = Set(names)
    return names.map { name in
      guard var count = counts[name] else {
        counts[name] = 1
        return name
      }
      // A column of this name may be there already.
      while !taken.insert("\(name).\(count)").inserted { count += 1 }
      counts[name] = count + 1
      return "\(name).\(count)"
    }
  }

  /// The line of the file on which a row starts, from 1.
  public func line(_ row: Int) -> Int { lines[row] }

  /// The text of a cell.
  public func text(_ row: Int, _ column: Int) -> String {
    let cell = cells[row * columns.count + column]
    return bytes.withUnsafeBufferPointer { String(decoding: UnsafeBufferPointer(rebasing: $0[cell]), as: UTF8.self) }
  }

  /// The number in a cell, or nil where the cell is not exactly one finite or infinite number.
  public func number(_ row: Int, _ column: Int) -> Double? {
    let cell = cells[row * columns.count + column]
    return bytes.withUnsafeBufferPointer { decimalNumber($0, cell) }
  }

  /// Whether a cell is one of the given texts (their UTF-8).
  func matches(_ row: Int, _ column: Int, _ texts: [[UInt8]]) -> Bool {
    let cell = cells[row * columns.count + column]
    return texts.contains { $0.count == cell.count && bytes[cell].elementsEqual($0) }
  }
}
