/// A condition on runs, the value of `--where`.
///
/// ```
/// condition  = all { "or" all }
/// all        = one { "and" one }
/// one        = "not" one | "(" condition ")" | COLUMN OPERATOR VALUE | COLUMN "in" "(" VALUE { "," VALUE } ")"
///            | COLUMN "is" ["not"] "missing"
/// OPERATOR   = "=" | "!=" | "<" | "<=" | ">" | ">=" | "~" | "!~"        ~ is "contains"
/// COLUMN     = a word, or a text in quotes
/// VALUE      = a number, a word, or a text in quotes                     in quotes, two quotation marks are one
/// ```
///
/// No comparison holds for a run that lacks the column's value.
indirect enum RunFilter: Equatable {
  case either([RunFilter])
  case all([RunFilter])
  case not(RunFilter)
  case compare(String, Operator, Literal)
  case among(String, [Literal])
  case missing(String)

  enum Operator: String, CaseIterable {
    case notEqual = "!=", atMost = "<=", atLeast = ">=", lacks = "!~", equal = "=", less = "<", greater = ">"
    case contains = "~"
  }

  /// A value as it was written. In quotes it is text, even if it looks like a number.
  struct Literal: Equatable {
    var text: String
    var isQuoted = false
    var number: Double? { isQuoted ? nil : Double(text) }
  }

  /// Reads a condition.
  ///
  /// - Throws: ``RunQueryError`` that says what was expected where.
  init(reading text: String) throws(RunQueryError) {
    var reader = FilterReader(try FilterToken.tokens(of: text), text)
    self = try reader.condition()
    try reader.end()
  }
}

/// A word, a text or a sign of a condition.
enum FilterToken: Equatable {
  case word(String)
  case quoted(String)
  case sign(String)

  private static let signs = ["!=", "<>", "==", "<=", ">=", "!~", "=", "<", ">", "~", "(", ")", ","]

  /// The tokens of a condition, by Unicode scalar: a quotation mark counts even with a combining mark after it.
  static func tokens(of text: String) throws(RunQueryError) -> [FilterToken] {
    var tokens: [FilterToken] = []
    var rest = text.unicodeScalars[...]
    while let first = rest.first {
      if first.properties.isWhitespace {
        rest.removeFirst()
      } else if first == "'" || first == "\"" {
        tokens.append(.quoted(try quoted(&rest, of: text)))
      } else if let sign = signs.first(where: { rest.starts(with: $0.unicodeScalars) }) {
        tokens.append(.sign(["==": "=", "<>": "!="][sign] ?? sign))
        rest.removeFirst(sign.unicodeScalars.count)
      } else {
        let word = rest.prefix { !$0.properties.isWhitespace && !"'\"=<>!~(),".unicodeScalars.contains($0) }
        // `!` alone begins no sign and no word.
        guard !word.isEmpty else {
          throw RunQueryError("`\(text)`: `\(first)` should be `!=` or `!~`. Found it alone.")
        }
        tokens.append(.word(String(word)))
        rest = rest[word.endIndex...]
      }
    }
    return tokens
  }

  /// The next text in quotation marks, in which two stand for one.
  private static func quoted(
    _ rest: inout Substring.UnicodeScalarView, of text: String
  ) throws(RunQueryError) -> String {
    let mark = rest.removeFirst()
    var quoted = String.UnicodeScalarView()
    while let end = rest.firstIndex(of: mark) {
      quoted.append(contentsOf: rest[..<end])
      rest = rest[rest.index(after: end)...]
      guard rest.first == mark else { return String(quoted) }
      quoted.append(rest.removeFirst())
    }
    throw RunQueryError("`\(text)`: a text should end with \(mark). Found the end.")
  }

  /// A name in the form that a condition needs.
  static func quoting(_ name: String) -> String {
    "\"" + name.replacingScalars { $0 == "\"" ? "\"\"" : nil } + "\""
  }

  var written: String {
    switch self {
    case .word(let text), .sign(let text): "`\(text)`"
    case .quoted(let text): "\"\(text)\""
    }
  }
}
