import Foundation

/// A CSV file in pieces of whole rows. Memory does not grow with the file, and several pieces can be read at once.
struct CSVPieces {
  struct Piece {
    var text: [UInt8]
    /// The line of the file on which the piece starts, from 1.
    var line: Int
  }

  private let stream: ByteStream
  private let separator: UInt8
  private let size: Int
  /// The bytes that were read after the last whole row.
  private var rest: [UInt8] = []
  private var line = 1
  private var isAtEnd = false
  private var isAtStart = true

  /// The usual bytes of a piece: enough to be worth a thread's work, few enough for a processor's cache.
  static let usualSize = 1 << 20
  /// The largest row in bytes. A file with a longer row is no table.
  static let longestRow = 1 << 26

  init(_ stream: ByteStream, separator: UInt8, size: Int = CSVPieces.usualSize) {
    (self.stream, self.separator, self.size) = (stream, separator, size)
  }

  /// The next rows; nil at the end of the file.
  mutating func next() throws -> Piece? {
    var text = rest, wanted = size
    rest = []
    while true {
      if !isAtEnd && text.count < wanted {
        let missing = wanted - text.count
        let read = try stream.append(upTo: missing, to: &text)
        isAtEnd = read < missing
      }
      if isAtStart {
        isAtStart = false
        try NoTable.check(text, path: stream.path)
        if text.starts(with: [0xef, 0xbb, 0xbf]) { text.removeFirst(3) }
      }
      if text.isEmpty { return nil }
      let end = isAtEnd ? text.count : text.withUnsafeBufferPointer(lastRowEnd)
      if end > 0 {
        rest = Array(text[end...])
        text.removeLast(text.count - end)
        // Lines are counted here, where pieces are still in order. The threads that read them need the first line for
        // errors.
        defer { line += text.withUnsafeBufferPointer(Self.lineEnds) }
        return Piece(text: text, line: line)
      }
      guard wanted < Self.longestRow else {
        throw DatasetError(
          "`\(stream.path)` line \(line) should be a row of at most \(Self.longestRow >> 20) MiB. "
            + "Found more without a line end outside of quotes.")
      }
      // No row ends in the piece: it is read again with twice the size, so that the work grows with the length of the
      // row alone.
      wanted *= 2
    }
  }

  /// The place after the last line end that is not in quotes; 0 if there is none.
  private func lastRowEnd(_ text: UnsafeBufferPointer<UInt8>) -> Int {
    let feed = UInt8(ascii: "\n"), quote = UInt8(ascii: "\""), blank = UInt8(ascii: " ")
    // Most tables have no quotes. A search for one byte is several times faster than the walk below.
    guard let base = text.baseAddress, memchr(base, Int32(quote), text.count) != nil else {
      return (text.lastIndex(of: feed) ?? -1) + 1
    }
    var at = 0, result = 0
    while at < text.count {
      while at < text.count && text[at] == blank && separator != blank { at += 1 }
      if at < text.count && text[at] == quote {
        at += 1
        while at < text.count {
          if text[at] == quote {
            guard at + 1 < text.count && text[at + 1] == quote else { break }
            at += 1
          }
          at += 1
        }
        at += 1
      }
      while at < text.count && text[at] != separator && text[at] != feed { at += 1 }
      if at < text.count && text[at] == feed { result = at + 1 }
      at += 1
    }
    return result
  }

  private static func lineEnds(_ text: UnsafeBufferPointer<UInt8>) -> Int {
    var count = 0
    for byte in text where byte == UInt8(ascii: "\n") { count &+= 1 }
    return count
  }
}

extension CSVPieces.Piece {
  /// Checks the text.
  ///
  /// - Throws: `DatasetError` for the first line that is not UTF-8.
  func checkText(path: String) throws {
    if text.withUnsafeBytes({ isASCII($0) }) { return }
    if let wrong = UTF8Check.firstWrongLine(text) {
      throw DatasetError("`\(path)` line \(line + wrong - 1) should be text in UTF-8. Found other bytes.")
    }
  }
}

private func isASCII(_ bytes: UnsafeRawBufferPointer) -> Bool {
  var at = 0, all: UInt64 = 0
  while at + 8 <= bytes.count {
    all |= bytes.loadUnaligned(fromByteOffset: at, as: UInt64.self)
    at += 8
  }
  for byte in bytes[at...] { all |= UInt64(byte) }
  return all & 0x8080_8080_8080_8080 == 0
}
