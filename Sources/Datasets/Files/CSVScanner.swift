/// A receiver of the cells that a scanner finds.
protocol CSVSink {
  /// Receives a cell.
  ///
  /// - Parameter cell: its place in `text`, without its quotes and the blanks around it.
  mutating func take(_ cell: Range<Int>, _ column: Int, of text: UnsafeBufferPointer<UInt8>, line: Int) throws

  /// Receives the end of a row.
  ///
  /// - Parameters:
  ///   - count: the number of cells in the row.
  ///   - line: the line on which it starts.
  mutating func endRow(_ count: Int, line: Int) throws
}

/// A scanner that finds the cells of CSV text in one pass. Quoted cells are unquoted in place.
struct CSVScanner<Sink: CSVSink> {
  let path: String
  let separator: UInt8
  var sink: Sink
  /// The place at which scanning continues, and the line there.
  private(set) var at = 0
  private(set) var line: Int
  private let blank: UInt8?

  private static var quote: UInt8 { UInt8(ascii: "\"") }
  private static var feed: UInt8 { UInt8(ascii: "\n") }
  private static var carriage: UInt8 { UInt8(ascii: "\r") }

  /// Creates a scanner.
  ///
  /// - Parameter line: the line of the file on which the text starts, from 1.
  init(path: String, separator: UInt8, line: Int = 1, sink: Sink) {
    (self.path, self.separator, self.line, self.sink) = (path, separator, line, sink)
    blank = separator == UInt8(ascii: " ") ? nil : UInt8(ascii: " ")
  }

  /// Scans whole rows.
  ///
  /// - Parameter rows: the largest number of rows.
  mutating func scan(_ text: UnsafeMutableBufferPointer<UInt8>, rows: Int = .max) throws {
    // Locals instead of properties: the compiler keeps them in registers through the loops, which read every byte of
    // the file. If blanks separate cells, `blank` is the line feed, so that the tests below never skip any.
    let end = text.count, feed = Self.feed, carriage = Self.carriage, separator = separator
    let reading = UnsafeBufferPointer(text), blank = blank ?? feed
    var at = at, line = line, inRow = 0, rowLine = line, scanned = 0
    defer { (self.at, self.line) = (at, line) }
    while at < end && scanned < rows {
      if inRow == 0 {
        if text[at] == feed { (at, line) = (at + 1, line + 1); continue }
        // The carriage return of an empty line. One in the middle of a line is text.
        if text[at] == carriage && (at + 1 == end || text[at + 1] == feed) { at += 1; continue }
        rowLine = line
      }
      // Blanks before a quote belong to neither the quote nor the cell, so the quote is looked for after them.
      var start = at
      while start < end && text[start] == blank && blank != feed { start += 1 }
      if start < end && text[start] == Self.quote {
        let cell = try unquote(text, from: start, line: &line, next: &at)
        try sink.take(cell, inRow, of: reading, line: rowLine)
      } else {
        while at < end && text[at] != separator && text[at] != feed { at += 1 }
        var stop = at
        if at < end && text[at] == feed || at == end, stop > start, text[stop - 1] == carriage { stop -= 1 }
        while stop > start && text[stop - 1] == blank && blank != feed { stop -= 1 }
        try sink.take(start < stop ? start..<stop : stop..<stop, inRow, of: reading, line: rowLine)
      }
      inRow += 1
      if at < end && text[at] == separator {
        at += 1
        // A separator at the very end of the file opens one more, empty cell.
        if at == end {
          try sink.take(at..<at, inRow, of: reading, line: rowLine)
          inRow += 1
        } else {
          continue
        }
      }
      try sink.endRow(inRow, line: rowLine)
      inRow = 0
      scanned += 1
      if at < end { (at, line) = (at + 1, line + 1) }
    }
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
      // Writing never overtakes reading, since a doubled quote becomes one.
      text[write] = text[read]
      read += 1
      write += 1
    }
    next = read + 1
    while next < text.count && text[next] == blank { next += 1 }
    // `next` ends on the line feed. A carriage return before it, or at the end of the file, is part of the line end.
    if next + 1 < text.count && text[next] == Self.carriage && text[next + 1] == Self.feed { next += 1 }
    if next + 1 == text.count && text[next] == Self.carriage { next += 1 }
    guard next >= text.count || text[next] == separator || text[next] == Self.feed else {
      throw DatasetError("`\(path)` line \(line) should have a separator after a closing quote. Found other text.")
    }
    return start + 1..<write
  }
}

extension CSVScanner {
  static func raggedRow(_ path: String, line: Int, _ count: Int, width: Int) -> DatasetError {
    DatasetError("`\(path)` line \(line) should have \(width) cells, as the first line has. Found \(count).")
  }
}
