/// The words of one line, without the comment after them.
struct ARFFWords {
  /// A value of a row, as it stands in the file or with its quotes resolved.
  struct Cell {
    fileprivate let bytes: [UInt8]
    fileprivate let range: Range<Int>
    fileprivate let isQuoted: Bool

    var text: String { String(decoding: bytes[range], as: UTF8.self) }
    /// The number that the cell spells; nil unless it is exactly one number.
    var number: Double? { bytes.withUnsafeBufferPointer { decimalNumber($0, range) } }
    var isMissing: Bool { !isQuoted && range.count == 1 && bytes[range.lowerBound] == UInt8(ascii: "?") }
  }

  /// The bytes that end a word without quotes, in addition to the line's end.
  struct Ends {
    fileprivate let bytes: [UInt8]
    fileprivate let blanks: Bool

    static let brace = Ends(bytes: [openingBrace], blanks: true)

    /// The ends of values: commas, or blanks in a line without commas.
    static func values(_ words: ARFFWords) -> Ends {
      words.hasCommas ? Ends(bytes: [comma], blanks: false) : Ends(bytes: [], blanks: true)
    }

    /// The ends of values in a list: those of a row, and the brace that closes the list.
    static func listed(_ words: ARFFWords) -> Ends {
      words.hasCommas ? Ends(bytes: [comma, closingBrace], blanks: false) : Ends(bytes: [closingBrace], blanks: true)
    }

    /// The ends of a value in a sparse row.
    static let sparse = Ends(bytes: [comma, closingBrace], blanks: false)
  }

  static let comma = UInt8(ascii: ","), openingBrace = UInt8(ascii: "{"), closingBrace = UInt8(ascii: "}")
  private static let comment = UInt8(ascii: "%"), escape = UInt8(ascii: "\\")

  private let bytes: [UInt8]
  private var at: Int
  private let end: Int
  /// Whether a comma separates values; otherwise blanks and tabs do.
  let hasCommas: Bool

  init(_ bytes: [UInt8], _ range: Range<Int>) {
    self.bytes = bytes
    at = range.lowerBound
    (end, hasCommas) = bytes.withUnsafeBufferPointer { Self.survey($0, range) }
  }

  /// The place at which the comment of a line begins, and whether a comma stands before it. Neither counts within
  /// quotes, and `%` does not count within a word: `Jitter(%)` is a name.
  private static func survey(_ bytes: UnsafeBufferPointer<UInt8>, _ range: Range<Int>) -> (end: Int, hasCommas: Bool) {
    var at = range.lowerBound, quote: UInt8?, startsWord = true, hasCommas = false
    while at < range.upperBound {
      let byte = bytes[at]
      if let open = quote {
        if byte == escape {
          at += 1
        } else if byte == open {
          (quote, startsWord) = (nil, true)
        }
      } else if startsWord, isQuote(byte) {
        quote = byte
      } else if startsWord, byte == comment {
        break
      } else {
        hasCommas = hasCommas || byte == comma
        startsWord = isBlank(byte) || byte == comma || byte == openingBrace || byte == closingBrace
      }
      at += 1
    }
    return (min(at, range.upperBound), hasCommas)
  }

  var isAtEnd: Bool { at >= end }
  var next: UInt8? { at < end ? bytes[at] : nil }

  private static func isBlank(_ byte: UInt8) -> Bool { byte == 32 || byte == 9 || byte == 13 }

  private static func isQuote(_ byte: UInt8) -> Bool { byte == UInt8(ascii: "'") || byte == UInt8(ascii: "\"") }

  mutating func skipBlanks() { while at < end, Self.isBlank(bytes[at]) { at += 1 } }

  /// Whether the next character is this one. If it is, it is consumed.
  mutating func take(_ byte: UInt8) -> Bool {
    guard next == byte else { return false }
    at += 1
    return true
  }

  /// The characters up to the next blank, or up to `stop`.
  mutating func plainWord(until stop: UInt8? = nil) -> String {
    let start = at
    while at < end, !Self.isBlank(bytes[at]), bytes[at] != stop { at += 1 }
    return String(decoding: bytes[start..<at], as: UTF8.self)
  }

  /// A word, quoted or up to its end; nil if a quote stays open.
  mutating func word(_ ends: Ends) -> String? { cell(ends)?.text }

  /// A value, quoted or up to its end; nil if a quote stays open.
  mutating func cell(_ ends: Ends) -> Cell? {
    if let quote = next, Self.isQuote(quote) { return quotedCell(quote) }
    let start = at
    while at < end, !ends.bytes.contains(bytes[at]), !ends.blanks || !Self.isBlank(bytes[at]) { at += 1 }
    var stop = at
    while stop > start, Self.isBlank(bytes[stop - 1]) { stop -= 1 }
    return Cell(bytes: bytes, range: start..<stop, isQuoted: false)
  }

  /// A quoted value. A backslash keeps the next character; two quotes stand for one.
  private mutating func quotedCell(_ quote: UInt8) -> Cell? {
    at += 1
    var text: [UInt8] = []
    while at < end {
      if bytes[at] == quote {
        guard at + 1 < end, bytes[at + 1] == quote else { break }
        at += 1
      } else if bytes[at] == Self.escape, at + 1 < end {
        at += 1
      }
      text.append(bytes[at])
      at += 1
    }
    guard take(quote) else { return nil }
    return Cell(bytes: text, range: text.indices, isQuoted: true)
  }
}
