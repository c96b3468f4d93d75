/// The words of one line.
struct ARFFWords {
  /// A value of a row, as it stands in the file or with its quotes resolved.
  struct Cell {
    fileprivate let bytes: [UInt8]
    fileprivate let range: Range<Int>
    fileprivate let isQuoted: Bool

    var text: String { String(decoding: bytes[range], as: UTF8.self) }
    /// Nil where it is not exactly one number.
    var number: Double? { bytes.withUnsafeBufferPointer { decimalNumber($0, range) } }
    var isMissing: Bool { !isQuoted && range.count == 1 && bytes[range.lowerBound] == UInt8(ascii: "?") }
  }

  private let bytes: [UInt8]
  private var at: Int
  private let end: Int

  init(_ bytes: [UInt8], _ range: Range<Int>) {
    self.bytes = bytes
    (at, end) = (range.lowerBound, range.upperBound)
  }

  var isAtEnd: Bool { at >= end }
  var next: UInt8? { at < end ? bytes[at] : nil }

  private static func isBlank(_ byte: UInt8) -> Bool { byte == 32 || byte == 9 || byte == 13 }

  mutating func skipBlanks() { while at < end, Self.isBlank(bytes[at]) { at += 1 } }

  /// Whether the next character is this one, which is then taken.
  mutating func take(_ byte: UInt8) -> Bool {
    guard next == byte else { return false }
    at += 1
    return true
  }

  /// The characters up to the next blank.
  mutating func plainWord() -> String {
    let start = at
    while at < end, !Self.isBlank(bytes[at]) { at += 1 }
    return String(decoding: bytes[start..<at], as: UTF8.self)
  }

  /// A word, quoted or up to one of `stops`; nil where a quote stays open.
  ///
  /// - Parameter spaced: whether a blank ends it as well.
  mutating func word(until stops: [UInt8], spaced: Bool = false) -> String? {
    if let quoted { return quotedWord(quoted) }
    let start = at
    while at < end, !stops.contains(bytes[at]), !spaced || !Self.isBlank(bytes[at]) { at += 1 }
    return String(decoding: bytes[start..<trimmed(start)], as: UTF8.self)
  }

  /// A value, quoted or up to one of `stops`; nil where a quote stays open.
  mutating func cell(until stops: [UInt8]) -> Cell? {
    if let quoted {
      guard let text = quotedWord(quoted) else { return nil }
      let bytes = Array(text.utf8)
      return Cell(bytes: bytes, range: bytes.indices, isQuoted: true)
    }
    let start = at
    while at < end, !stops.contains(bytes[at]) { at += 1 }
    return Cell(bytes: bytes, range: start..<trimmed(start), isQuoted: false)
  }

  private var quoted: UInt8? { next.flatMap { $0 == UInt8(ascii: "'") || $0 == UInt8(ascii: "\"") ? $0 : nil } }

  /// Where a word that began at `start` ends without the blanks behind it.
  private func trimmed(_ start: Int) -> Int {
    var stop = at
    while stop > start, Self.isBlank(bytes[stop - 1]) { stop -= 1 }
    return stop
  }

  private mutating func quotedWord(_ quote: UInt8) -> String? {
    at += 1
    var text: [UInt8] = []
    while at < end, bytes[at] != quote {
      if bytes[at] == UInt8(ascii: "\\"), at + 1 < end { at += 1 }
      text.append(bytes[at])
      at += 1
    }
    guard at < end else { return nil }
    at += 1
    return String(decoding: text, as: UTF8.self)
  }
}
