/// A scanner of the tags of an XML text, from its start to its end. It reads each byte once and ignores comments,
/// declarations and text.
struct XMLScanner {
  /// A tag: `<name key="value">`, `<name/>` or `</name>`.
  struct Tag {
    var name: String
    var attributes: [String: String] = [:]
    /// The line on which the tag begins, from 1.
    var line: Int
    var isEnd = false
    var isEmpty = false
    /// Whether the text holds the tag's end.
    var isWhole = false
  }

  private let bytes: [UInt8]
  private var at = 0
  private var line = 1

  init(_ bytes: [UInt8]) { self.bytes = bytes }

  /// The next tag; nil at the text's end.
  mutating func nextTag() -> Tag? {
    while at < bytes.count {
      guard bytes[at] == UInt8(ascii: "<") else {
        step()
        continue
      }
      if bytes[at...].starts(with: "<!--".utf8) {
        skip(past: "-->")
      } else if at + 1 < bytes.count, [UInt8(ascii: "!"), UInt8(ascii: "?")].contains(bytes[at + 1]) {
        skip(past: ">")
      } else {
        return tag()
      }
    }
    return nil
  }

  private mutating func tag() -> Tag {
    var tag = Tag(name: "", line: line)
    step()
    tag.isEnd = take(UInt8(ascii: "/"))
    tag.name = word()
    while true {
      skipBlanks()
      guard at < bytes.count, bytes[at] != UInt8(ascii: "<") else { return tag }
      if take(UInt8(ascii: ">")) {
        tag.isWhole = true
        return tag
      }
      if take(UInt8(ascii: "/")) {
        tag.isEmpty = true
        continue
      }
      let key = word()
      guard !key.isEmpty else {
        step()
        continue
      }
      skipBlanks()
      guard take(UInt8(ascii: "=")) else { continue }
      skipBlanks()
      guard at < bytes.count, Self.quotes.contains(bytes[at]) else { continue }
      let quote = bytes[at]
      at += 1
      let start = at
      while at < bytes.count, bytes[at] != quote { step() }
      tag.attributes[key] = Self.resolved(String(decoding: bytes[start..<at], as: UTF8.self))
      _ = take(quote)
    }
  }

  private mutating func step() {
    if bytes[at] == UInt8(ascii: "\n") { line += 1 }
    at += 1
  }

  private mutating func skip(past end: String) {
    while at < bytes.count, !bytes[at...].starts(with: end.utf8) { step() }
    at = min(bytes.count, at + end.utf8.count)
  }

  private mutating func skipBlanks() { while at < bytes.count, Self.isBlank(bytes[at]) { step() } }

  private mutating func take(_ byte: UInt8) -> Bool {
    guard at < bytes.count, bytes[at] == byte else { return false }
    at += 1
    return true
  }

  /// The characters up to a blank or a sign that has a meaning in a tag.
  private mutating func word() -> String {
    let start = at
    while at < bytes.count, !Self.isBlank(bytes[at]), !Self.signs.contains(bytes[at]) { at += 1 }
    return String(decoding: bytes[start..<at], as: UTF8.self)
  }

  private static let quotes = Array("'\"".utf8)
  private static let signs = Array("<>/='\"".utf8)

  private static func isBlank(_ byte: UInt8) -> Bool { byte == 32 || (9...13).contains(byte) }

  /// A value with its entities replaced by the characters that they stand for.
  private static func resolved(_ text: String) -> String {
    let parts = text.split(separator: "&", omittingEmptySubsequences: false)
    return parts.dropFirst().reduce(into: String(parts[0])) { result, part in
      if let end = part.firstIndex(of: ";"), let character = character(part[..<end]) {
        result += String(character) + part[part.index(after: end)...]
      } else {
        result += "&" + part
      }
    }
  }

  /// The character of an entity: one of XML's five, or the number of a character.
  private static func character(_ entity: Substring) -> Character? {
    let named: [Substring: Character] = ["lt": "<", "gt": ">", "quot": "\"", "apos": "'", "amp": "&"]
    if let character = named[entity] { return character }
    guard entity.first == "#" else { return nil }
    let digits = entity.dropFirst()
    let number = digits.first == "x" ? UInt32(digits.dropFirst(), radix: 16) : UInt32(digits)
    return number.flatMap { Unicode.Scalar($0) }.map { Character($0) }
  }
}
