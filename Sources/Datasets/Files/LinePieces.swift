/// A text file in pieces of whole lines, so that it is never held as a whole.
struct LinePieces {
  private let stream: ByteStream
  private let size: Int
  /// The bytes that were read after the last whole line.
  private var rest: [UInt8] = []
  private var line = 1
  private var isAtEnd = false
  private var isAtStart = true

  /// Creates the pieces of a stream.
  ///
  /// - Parameter size: the bytes that are read at a time.
  init(_ stream: ByteStream, size: Int = CSVPieces.usualSize) {
    // A byte-order mark is seen as a whole.
    (self.stream, self.size) = (stream, max(3, size))
  }

  /// The next lines; nil at the end of the file. A line that is longer than a piece is a piece of its own.
  mutating func next() throws -> CSVPieces.Piece? {
    var text = rest, end = 0
    rest = []
    while end == 0 {
      guard text.count < CSVPieces.longestRow else {
        throw DatasetError(
          "`\(stream.path)` line \(line) should be at most \(CSVPieces.longestRow >> 20) MiB long. Found more.")
      }
      let read = text.count, missing = max(size, read)
      isAtEnd = try isAtEnd || stream.append(upTo: missing, to: &text) < missing
      if isAtStart, text.starts(with: [0xef, 0xbb, 0xbf]) { text.removeFirst(3) }
      isAtStart = false
      if text.isEmpty, isAtEnd { return nil }
      end = isAtEnd ? text.count : (text[min(read, text.count)...].lastIndex(of: UInt8(ascii: "\n")) ?? -1) + 1
    }
    rest = Array(text[end...])
    text.removeLast(text.count - end)
    defer { line += text.count { $0 == UInt8(ascii: "\n") } }
    return CSVPieces.Piece(text: text, line: line)
  }
}
