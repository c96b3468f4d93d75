/// The JSON of a safetensors header: strings, whole numbers from 0, null, lists, and objects whose keys differ.
/// Anything else is an error, and nesting is limited, so that an untrusted header can do no harm.
indirect enum HeaderJSON {
  case string(String)
  case number(Int)
  case null
  case list([HeaderJSON])
  case object([(key: String, value: HeaderJSON)])

  /// An error that says what is wrong, and at which byte.
  struct ParseError: Error {
    let message: String
    let offset: Int
  }

  init(_ bytes: UnsafeRawBufferPointer) throws {
    var parser = HeaderParser(bytes: bytes)
    self = try parser.value(depth: 0)
    try parser.end()
  }
}

/// A parser of the part of JSON that headers use: strings, whole numbers from 0, null, lists and objects. Files
/// are not trusted, so depth and ranges are checked.
private struct HeaderParser {
  /// The deepest nesting that is read: the format needs three levels, and a header of brackets alone must not exhaust
  /// the stack.
  private static let depthLimit = 4

  let bytes: UnsafeRawBufferPointer
  var offset = 0

  private func failure(_ message: String) -> HeaderJSON.ParseError {
    HeaderJSON.ParseError(message: message, offset: offset)
  }

  private mutating func next() throws -> UInt8 {
    guard offset < bytes.count else { throw failure("should not end here") }
    defer { offset += 1 }
    return bytes[offset]
  }

  /// The next byte that is no white space, without reading past it; nil at the end.
  private mutating func peek() -> UInt8? {
    while offset < bytes.count, [0x20, 0x09, 0x0A, 0x0D].contains(bytes[offset]) { offset += 1 }
    return offset < bytes.count ? bytes[offset] : nil
  }

  private mutating func take(_ character: Character) throws {
    guard peek() == character.asciiValue else { throw failure("should have `\(character)` here") }
    offset += 1
  }

  private mutating func takes(_ character: Character) -> Bool {
    guard peek() == character.asciiValue else { return false }
    offset += 1
    return true
  }

  mutating func end() throws {
    guard peek() == nil else { throw failure("should end here") }
  }

  mutating func value(depth: Int) throws -> HeaderJSON {
    guard depth < Self.depthLimit else { throw failure("should not be nested deeper") }
    switch peek() {
    case UInt8(ascii: "\""): return .string(try string())
    case let digit? where (0x30...0x39).contains(digit): return .number(try number())
    case UInt8(ascii: "n") where takesNull(): return .null
    case UInt8(ascii: "["): return .list(try list(depth: depth))
    case UInt8(ascii: "{"): return .object(try object(depth: depth))
    default: throw failure("should have a string, a whole number, a list or an object here")
    }
  }

  private mutating func takesNull() -> Bool {
    guard bytes[offset...].starts(with: "null".utf8) else { return false }
    offset += 4
    return true
  }

  /// An object with its members in the order of the text.
  private mutating func object(depth: Int) throws -> [(key: String, value: HeaderJSON)] {
    try take("{")
    var members: [(key: String, value: HeaderJSON)] = []
    var keys = Set<String>()
    if takes("}") { return members }
    repeat {
      guard peek() == UInt8(ascii: "\"") else { throw failure("should have a key here") }
      let key = try string()
      // JSON leaves open which of two equal keys counts, so readers would disagree about a tensor's place.
      guard keys.insert(key).inserted else { throw failure("should have `\(key)` once only") }
      try take(":")
      members.append((key, try value(depth: depth + 1)))
    } while takes(",")
    try take("}")
    return members
  }

  private mutating func list(depth: Int) throws -> [HeaderJSON] {
    try take("[")
    var items: [HeaderJSON] = []
    if takes("]") { return items }
    repeat { items.append(try value(depth: depth + 1)) } while takes(",")
    try take("]")
    return items
  }

  /// A whole number below 2⁶³, without sign, fraction or exponent.
  private mutating func number() throws -> Int {
    let start = offset
    var result = 0
    while offset < bytes.count, case let digit = bytes[offset], (0x30...0x39).contains(digit) {
      let (shifted, overflow1) = result.multipliedReportingOverflow(by: 10)
      let (sum, overflow2) = shifted.addingReportingOverflow(Int(digit - 0x30))
      guard !overflow1, !overflow2 else { throw failure("should have a number below 2^63 here") }
      result = sum
      offset += 1
    }
    if offset < bytes.count, [UInt8(ascii: "."), UInt8(ascii: "e"), UInt8(ascii: "E")].contains(bytes[offset]) {
      throw failure("should have a whole number here")
    }
    guard offset == start + 1 || bytes[start] != 0x30 else { throw failure("should have no leading zero here") }
    return result
  }

  /// A string; `offset` is at its opening quote.
  private mutating func string() throws -> String {
    offset += 1
    var text: [UInt8] = []
    while true {
      let byte = try next()
      switch byte {
      case UInt8(ascii: "\""):
        guard let string = String(validating: text, as: UTF8.self) else { throw failure("should be UTF-8") }
        return string
      case UInt8(ascii: "\\"): try text.append(contentsOf: escape())
      case 0..<0x20: throw failure("should have no control character here")
      default: text.append(byte)
      }
    }
  }

  /// The UTF-8 of an escape, after its backslash.
  private mutating func escape() throws -> [UInt8] {
    switch try next() {
    case UInt8(ascii: "\""): return [0x22]
    case UInt8(ascii: "\\"): return [0x5C]
    case UInt8(ascii: "/"): return [0x2F]
    case UInt8(ascii: "b"): return [0x08]
    case UInt8(ascii: "f"): return [0x0C]
    case UInt8(ascii: "n"): return [0x0A]
    case UInt8(ascii: "r"): return [0x0D]
    case UInt8(ascii: "t"): return [0x09]
    case UInt8(ascii: "u"):
      let unit = try hexUnit()
      // A character beyond 16 bits is escaped as two units, the halves of a surrogate pair.
      guard (0xD800..<0xDC00).contains(unit) else {
        guard let scalar = Unicode.Scalar(unit) else { throw failure("should have a whole character here") }
        return Array(String(Character(scalar)).utf8)
      }
      guard try next() == UInt8(ascii: "\\"), try next() == UInt8(ascii: "u"), case let low = try hexUnit(),
        (0xDC00..<0xE000).contains(low),
        let scalar = Unicode.Scalar(0x10000 + (unit - 0xD800) << 10 + (low - 0xDC00))
      else { throw failure("should have the second half of a character here") }
      return Array(String(Character(scalar)).utf8)
    default: throw failure("should have an escape that JSON knows here")
    }
  }

  private mutating func hexUnit() throws -> UInt32 {
    var unit: UInt32 = 0
    for _ in 0..<4 {
      guard let digit = Character(Unicode.Scalar(try next())).hexDigitValue else {
        throw failure("should have a hexadecimal digit here")
      }
      unit = unit << 4 | UInt32(digit)
    }
    return unit
  }
}
