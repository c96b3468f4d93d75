/// A parser that finds all cells of a CSV file as places in its bytes.
struct CSVParser {
  private(set) var bytes: [UInt8]
  /// The number of cells in a row; nil before the first row.
  let width: Int?
  let cells: [Range<Int>]
  let lines: [Int]

  init(path: String, bytes: [UInt8], separator: UInt8) throws {
    var bytes = bytes
    var scanner = CSVScanner(path: path, separator: separator, sink: Places(path: path))
    scanner.sink.cells.reserveCapacity(bytes.count / 6)
    try bytes.withUnsafeMutableBufferPointer { text in
      let mark = text.starts(with: [0xef, 0xbb, 0xbf]) ? 3 : 0
      scanner.sink.offset = mark
      try scanner.scan(UnsafeMutableBufferPointer(rebasing: text[mark...]))
    }
    (self.bytes, width, cells, lines) = (bytes, scanner.sink.width, scanner.sink.cells, scanner.sink.lines)
  }

  private struct Places: CSVSink {
    let path: String
    /// The place at which the scanned text starts.
    var offset = 0
    var width: Int?
    var cells: [Range<Int>] = []
    var lines: [Int] = []

    mutating func take(_ cell: Range<Int>, _ column: Int, of text: UnsafeBufferPointer<UInt8>, line: Int) {
      cells.append(cell.lowerBound + offset..<cell.upperBound + offset)
    }

    mutating func endRow(_ count: Int, line: Int) throws {
      if let width, width != count { throw CSVScanner<Self>.raggedRow(path, line: line, count, width: width) }
      width = count
      lines.append(line)
    }
  }
}
