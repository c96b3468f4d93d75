/// A condition on runs, as `--where` takes it.
///
/// ```
/// condition  = all { "or" all }
/// all        = one { "and" one }
/// one        = "not" one | "(" condition ")" | COLUMN OPERATOR VALUE | COLUMN "in" "(" VALUE { "," VALUE } ")"
///            | COLUMN "is" ["not"] "missing"
/// OPERATOR   = "=" | "!=" | "<" | "<=" | ">" | ">=" | "~" | "!~"        ~ is "contains"
/// VALUE      = a number, a word, or a text in quotes
/// ```
///
/// A run that lacks a column's value fulfils no comparison with it.
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

  /// A value as it was written; one in quotes is text whatever it looks like.
  struct Literal: Equatable {
    var text: String
    var isQuoted = false
    var number: Double? { isQuoted ? nil : Double(text) }
  }

  /// Reads a condition.
  ///
  /// - Throws: ``RunQueryError`` that says what should stand where.
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

  static func tokens(of text: String) throws(RunQueryError) -> [FilterToken] {
    var tokens: [FilterToken] = []
    var rest = text[...]
    while let first = rest.first {
      if first.isWhitespace {
        rest.removeFirst()
      } else if first == "'" || first == "\"" {
        rest.removeFirst()
        guard let end = rest.firstIndex(of: first) else {
          throw RunQueryError("`\(text)`: a text should end with \(first). Found the end.")
        }
        tokens.append(.quoted(String(rest[..<end])))
        rest = rest[rest.index(after: end)...]
      } else if let sign = signs.first(where: { rest.hasPrefix($0) }) {
        tokens.append(.sign(["==": "=", "<>": "!="][sign] ?? sign))
        rest.removeFirst(sign.count)
      } else {
        let word = rest.prefix { !$0.isWhitespace && !"'\"=<>!~(),".contains($0) }
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

  var written: String {
    switch self {
    case .word(let text), .sign(let text): "`\(text)`"
    case .quoted(let text): "\"\(text)\""
    }
  }
}
