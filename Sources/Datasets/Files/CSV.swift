import Components
import Foundation
import Tasks

/// A table of text cells (RFC 4180), plain or gzip: quoted cells may hold separators, line ends and doubled quotes.
///
/// Beyond the standard, any one-byte separator can be used, and a byte-order mark at the start is ignored. Blanks
/// around unquoted cells are dropped, empty lines are ignored, and LF and CRLF both end a line.
public struct CSV: Sendable {
  /// The column names: the header, or "0", "1", … without one.
  public let columns: [String]
  /// The number of rows, without the header.
  public let count: Int
  /// The path that errors name.
  public let path: String

  /// The file with quotes resolved.
  private let bytes: [UInt8]
  /// The start and end of each cell in `bytes`, row after row.
  private let cells: [Range<Int>]
  /// The line of the file on which each row starts, from 1.
  private let lines: [Int]

  /// Reads a table.
  ///
  /// - Parameter numbersDoubled: whether a column whose name exists already gets a number after it, `name.1`.
  /// - Throws: `DatasetError` for a ragged row, a quote out of place, a doubled column name, an empty table, or a line
  ///   that is not UTF-8.
  public init(
    _ url: URL, separator: Character = ",", hasHeader: Bool = true, numbersDoubled: Bool = false
  ) throws {
    let separator = try Self.separatorByte(separator, of: url.path)
    path = url.path
    let text = CSVPieces.Piece(text: try ByteStream(url).rest(), line: 1)
    try NoTable.check(text.text, path: path)
    try text.checkText(path: path)
    let parser = try CSVParser(path: path, bytes: text.text, separator: separator)
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
      throw DatasetError("`\(path)` should name each column once. Found `\(Found.cut(name))` twice.")
    }
  }

  /// The byte of a separator.
  ///
  /// - Throws: `DatasetError` for a character that cannot separate cells.
  static func separatorByte(_ separator: Character, of path: String) throws -> UInt8 {
    guard let byte = separator.asciiValue, !Array("\"\r\n".utf8).contains(byte), byte > 0 else {
      throw DatasetError(
        "`separator` of `\(path)` should be one ASCII character. Found \(Found.cut(String(separator))).")
    }
    return byte
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

  /// The number in a cell; nil unless the cell is exactly one finite or infinite number.
  public func number(_ row: Int, _ column: Int) -> Double? {
    let cell = cells[row * columns.count + column]
    return bytes.withUnsafeBufferPointer { decimalNumber($0, cell) }
  }
}
