import Foundation

/// The lines of a text file in UTF-8, plain or gzip, without their line ends: LF or CRLF. The last line need not have one.
struct TextLines {
  let path: String
  private var pieces: LinePieces

  /// Opens a file.
  ///
  /// - Throws: `DatasetError` if it cannot be opened.
  init(_ url: URL) throws {
    let stream = try ByteStream(url, textLimit: TableSchema.usualTextLimit)
    path = stream.path
    pieces = LinePieces(stream)
  }

  /// Calls `body` with each line and its number, from 1.
  ///
  /// - Throws: `DatasetError` for a line that is not UTF-8, and what `body` throws.
  mutating func forEach(_ body: (_ line: UnsafeBufferPointer<UInt8>, _ number: Int) throws -> Void) throws {
    while let piece = try pieces.next() {
      try piece.checkText(path: path)
      try piece.text.withUnsafeBufferPointer { text in
        guard let base = text.baseAddress else { return }
        var start = 0, number = piece.line
        while start < text.count {
          let found = memchr(base + start, Int32(UInt8(ascii: "\n")), text.count - start)
          let next = found.map { base.distance(to: $0.assumingMemoryBound(to: UInt8.self)) } ?? text.count
          let end = next > start && text[next - 1] == UInt8(ascii: "\r") ? next - 1 : next
          try body(UnsafeBufferPointer(rebasing: text[start..<end]), number)
          (start, number) = (next + 1, number + 1)
        }
      }
    }
  }

  /// An error with a line.
  func error(_ line: Int, _ message: String) -> DatasetError { DatasetError("`\(path)` line \(line) \(message)") }
}

extension UnsafeBufferPointer<UInt8> {
  /// The parts between bytes of one value.
  func cells(by separator: UInt8, into cells: inout [Range<Int>]) {
    cells.removeAll(keepingCapacity: true)
    var start = 0
    for at in indices where self[at] == separator {
      cells.append(start..<at)
      start = at + 1
    }
    cells.append(start..<count)
  }

  /// The parts between runs of blanks and tabulators.
  func wordRanges(into cells: inout [Range<Int>]) {
    cells.removeAll(keepingCapacity: true)
    var start = 0
    for at in 0...count where at == count || self[at] == UInt8(ascii: " ") || self[at] == UInt8(ascii: "\t") {
      if at > start { cells.append(start..<at) }
      start = at + 1
    }
  }

  /// A part as bytes of its own.
  func part(_ range: Range<Int>) -> UnsafeBufferPointer<UInt8> { UnsafeBufferPointer(rebasing: self[range]) }

  /// The text of a part.
  func text(_ range: Range<Int>) -> String { String(decoding: part(range), as: UTF8.self) }

  /// Whether the only byte is a low line, which means "nothing" in CoNLL-U.
  var isNothing: Bool { isEmpty || count == 1 && self[0] == UInt8(ascii: "_") }

  /// The bytes as a whole number in decimal digits; nil if they are something else or too large.
  var wholeNumber: Int? {
    guard !isEmpty, count <= 9 else { return nil }
    var number = 0
    for byte in self {
      guard byte >= UInt8(ascii: "0"), byte <= UInt8(ascii: "9") else { return nil }
      number = 10 * number + Int(byte - UInt8(ascii: "0"))
    }
    return number
  }
}
