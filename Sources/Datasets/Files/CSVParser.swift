/// Splits the bytes of a CSV file into cells in one pass. Quoted cells are unquoted in place.
struct CSVParser {
  let path: String
  private(set) var bytes: [UInt8]
  let separator: UInt8
  /// Cells in a row; nil before the first row.
  private(set) var width: Int?
  private(set) var cells: [Range<Int>] = []
  private(set) var lines: [Int] = []

  private static let quote = UInt8(ascii: "\""), feed = UInt8(ascii: "\n"), carriage = UInt8(ascii: "\r")
  private static let blank = UInt8(ascii: " ")

  init(path: String, bytes: [UInt8], separator: UInt8) {
    self.path = path
    self.bytes = bytes
    self.separator = separator
  }

  mutating func parse() throws {
    // The buffer is taken out while it is worked on, so that writing to it never copies it.
    var buffer: [UInt8] = []
    swap(&buffer, &bytes)
    defer { swap(&buffer, &bytes) }
    cells.reserveCapacity(buffer.count / 6)
    try buffer.withUnsafeMutableBufferPointer { try parse($0) }
  }

  private mutating func parse(_ text: UnsafeMutableBufferPointer<UInt8>) throws {
    let end = text.count
    var at = text.starts(with: [0xef, 0xbb, 0xbf]) ? 3 : 0
    var line = 1, inRow = 0, rowLine = 1
    while at < end {
      if inRow == 0 {
        if text[at] == Self.feed { (at, line) = (at + 1, line + 1); continue }
        if text[at] == Self.carriage && (at + 1 == end || text[at + 1] == Self.feed) { at += 1; continue }
        rowLine = line
      }
      var start = at
      while start < end && text[start] == Self.blank && separator != Self.blank { start += 1 }
      if start < end && text[start] == Self.quote {
        cells.append(try unquote(text, from: start, line: &line, next: &at))
      } else {
        while at < end && text[at] != separator && text[at] != Self.feed { at += 1 }
        var stop = at
        if at < end && text[at] == Self.feed || at == end, stop > start, text[stop - 1] == Self.carriage { stop -= 1 }
        while stop > start && text[stop - 1] == Self.blank { stop -= 1 }
        cells.append(start < stop ? start..<stop : stop..<stop)
      }
      inRow += 1
      if at < end && text[at] == separator {
        at += 1
        // A separator at the very end of the file opens one more, empty cell.
        if at == end {
          cells.append(at..<at)
          inRow += 1
        } else {
          continue
        }
      }
      try endRow(inRow, line: rowLine)
      inRow = 0
      if at < end { (at, line) = (at + 1, line + 1) }
    }
  }

  private mutating func endRow(_ count: Int, line: Int) throws {
    if let width, width != count {
      throw DatasetError("`\(path)` line \(line) should have \(width) cells, as the first line has. Found \(count).")
    }
    width = count
    lines.append(line)
  }

  /// Unquotes the cell that opens at `start`, and leaves `next` on the separator or line end after it.
  private func unquote(
    _ text: UnsafeMutableBufferPointer<UInt8>, from start: Int, line: inout Int, next: inout Int
  ) throws -> Range<Int> {
    let opened = line
    var read = start + 1, write = start + 1
    while true {
      guard read < text.count else {
        throw DatasetError("`\(path)` line \(opened) should close the quote that it opens. Found the end of the file.")
      }
      if text[read] == Self.quote {
        guard read + 1 < text.count && text[read + 1] == Self.quote else { break }
        read += 1
      } else if text[read] == Self.feed {
        line += 1
      }
      text[write] = text[read]
      read += 1
      write += 1
    }
    next = read + 1
    while next < text.count && text[next] == Self.blank && separator != Self.blank { next += 1 }
    if next + 1 < text.count && text[next] == Self.carriage && text[next + 1] == Self.feed { next += 1 }
    if next + 1 == text.count && text[next] == Self.carriage { next += 1 }
    guard next >= text.count || text[next] == separator || text[next] == Self.feed else {
      throw DatasetError("`\(path)` line \(line) should have a separator after a closing quote. Found other text.")
    }
    return start + 1..<write
  }
}
