/// The header of an array file: a Python dictionary of exactly `descr`, `fortran_order` and `shape`.
struct NpyHeader {
  let type: String
  let isFortranOrder: Bool
  let shape: [Int]

  /// Reads the text of a header. The three keys may stand in any order, each once, as NumPy's reader takes them.
  ///
  /// - Throws: `FileError` that names the path and what the header should have.
  init(_ text: String, path: String) throws {
    var parser = NpyHeaderParser(rest: text[...], path: path)
    var (type, order, shape): (String?, Bool?, [Int]?)
    try parser.take("{")
    while !parser.takes("}") {
      let key = try parser.string()
      try parser.take(":")
      switch key {
      case "descr" where type == nil: type = try parser.string()
      case "fortran_order" where order == nil: order = try parser.bool()
      case "shape" where shape == nil: shape = try parser.tuple()
      default: throw parser.failure("should have `descr`, `fortran_order` and `shape` once each. Found `\(key)`")
      }
      if !parser.takes(",") {
        try parser.take("}")
        break
      }
    }
    try parser.end()
    guard let type, let order, let shape else {
      throw parser.failure("should have `descr`, `fortran_order` and `shape`")
    }
    (self.type, isFortranOrder, self.shape) = (type, order, shape)
  }
}

/// A parser of the part of Python's literals that headers use: strings without escapes, `True`, `False` and tuples of
/// whole numbers.
private struct NpyHeaderParser {
  var rest: Substring
  let path: String

  func failure(_ message: String) -> FileError { FileError("the header of \(path) \(message).") }

  private mutating func skipSpace() {
    rest = rest.drop { $0 == " " || $0 == "\n" || $0 == "\t" || $0 == "\r\n" || $0 == "\r" }
  }

  /// Takes a token after white space; false and nothing taken if the text continues otherwise.
  mutating func takes(_ token: String) -> Bool {
    skipSpace()
    guard rest.hasPrefix(token) else { return false }
    rest = rest.dropFirst(token.count)
    return true
  }

  mutating func take(_ token: String) throws {
    guard takes(token) else { throw failure("should have `\(token)` before `\(rest.prefix(10))`") }
  }

  mutating func end() throws {
    skipSpace()
    guard rest.isEmpty else { throw failure("should end before `\(rest.prefix(10))`") }
  }

  /// A string in single or double quotes.
  mutating func string() throws -> String {
    skipSpace()
    guard let quote = rest.first, quote == "'" || quote == "\"",
      let end = rest.dropFirst().firstIndex(of: quote)
    else { throw failure("should have a string before `\(rest.prefix(10))`") }
    let text = rest[rest.index(after: rest.startIndex)..<end]
    guard !text.contains("\\") else { throw failure("should have no escapes") }
    rest = rest[rest.index(after: end)...]
    return String(text)
  }

  mutating func bool() throws -> Bool {
    if takes("True") { return true }
    try take("False")
    return false
  }

  /// A tuple of whole numbers. A tuple of one has a comma, `(3,)`, since `(3)` is a number in Python.
  mutating func tuple() throws -> [Int] {
    try take("(")
    var sizes: [Int] = []
    while !takes(")") {
      skipSpace()
      let digits = rest.prefix { $0.isASCII && $0.isNumber }
      guard let size = Int(digits) else { throw failure("should have a size before `\(rest.prefix(10))`") }
      sizes.append(size)
      rest = rest.dropFirst(digits.count)
      if !takes(",") {
        guard sizes.count > 1 else { throw failure("should have a comma in a tuple of one") }
        try take(")")
        break
      }
    }
    return sizes
  }
}
