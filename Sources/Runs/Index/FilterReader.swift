/// A reader of the grammar of ``RunFilter``, by recursive descent.
struct FilterReader {
  private var tokens: ArraySlice<FilterToken>
  private let text: String
  private var depth = 0
  private var comparisons = 0

  /// The largest number of nested brackets. A condition with more is a mistake.
  private static let deepest = 100

  /// The largest number of comparisons. A condition with more is a mistake; SQLite permits 1000 in a row.
  private static let longest = 500

  init(_ tokens: [FilterToken], _ text: String) {
    self.tokens = tokens[...]
    self.text = text
  }

  /// Reads a condition: parts with `or` between them, each of which is parts with `and` between them. `and` binds more
  /// tightly.
  mutating func condition() throws(RunQueryError) -> RunFilter {
    var parts = [try all()]
    while takeWord("or") { parts.append(try all()) }
    return parts.count == 1 ? parts[0] : .either(parts)
  }

  /// Checks that no text follows.
  mutating func end() throws(RunQueryError) {
    if let next = tokens.first { throw wrong("`and` or `or` should follow", next) }
  }

  private mutating func all() throws(RunQueryError) -> RunFilter {
    var parts = [try one()]
    while takeWord("and") { parts.append(try one()) }
    return parts.count == 1 ? parts[0] : .all(parts)
  }

  /// Reads `not` with a condition, a condition in brackets, or a comparison. The depth is bounded, because each level
  /// is a call.
  private mutating func one() throws(RunQueryError) -> RunFilter {
    depth += 1
    defer { depth -= 1 }
    guard depth <= Self.deepest else {
      throw RunQueryError("`--where` should have at most \(Self.deepest) brackets within each other. Found more.")
    }
    if takeWord("not") { return .not(try one()) }
    if take(.sign("(")) {
      let condition = try condition()
      try expect(.sign(")"))
      return condition
    }
    switch tokens.first {
    case .word(let column), .quoted(let column):
      tokens.removeFirst()
      return try comparison(column)
    default: throw wrong("a column should stand here", tokens.first)
    }
  }

  /// Reads what follows a column: an operator with a value, `in (…)`, `is missing` or `is not missing`.
  private mutating func comparison(_ column: String) throws(RunQueryError) -> RunFilter {
    try countComparison()
    if takeWord("in") {
      try expect(.sign("("))
      var values = [try literal()]
      while take(.sign(",")) {
        try countComparison()
        values.append(try literal())
      }
      try expect(.sign(")"))
      return .among(column, values)
    }
    if takeWord("is") {
      let negated = takeWord("not")
      guard takeWord("missing") else { throw wrong("`missing` should follow `is`", tokens.first) }
      return negated ? .not(.missing(column)) : .missing(column)
    }
    guard case .sign(let sign) = tokens.first, let operation = RunFilter.Operator(rawValue: sign) else {
      throw wrong("`\(column)` should be followed by =, !=, <, <=, >, >=, ~, !~, `in` or `is`", tokens.first)
    }
    tokens.removeFirst()
    return .compare(column, operation, try literal())
  }

  private mutating func countComparison() throws(RunQueryError) {
    comparisons += 1
    guard comparisons <= Self.longest else {
      throw RunQueryError("`--where` should have at most \(Self.longest) comparisons. Found more.")
    }
  }

  /// Reads a value, a word or text in quotes.
  private mutating func literal() throws(RunQueryError) -> RunFilter.Literal {
    switch tokens.popFirst() {
    case .word(let text): return .init(text: text)
    case .quoted(let text): return .init(text: text, isQuoted: true)
    case let other: throw wrong("a value should stand here", other)
    }
  }

  private mutating func take(_ token: FilterToken) -> Bool {
    guard tokens.first == token else { return false }
    tokens.removeFirst()
    return true
  }

  private mutating func takeWord(_ word: String) -> Bool {
    guard case .word(let next) = tokens.first, next.lowercased() == word else { return false }
    tokens.removeFirst()
    return true
  }

  private mutating func expect(_ token: FilterToken) throws(RunQueryError) {
    guard take(token) else { throw wrong("\(token.written) should stand here", tokens.first) }
  }

  private func wrong(_ expectation: String, _ found: FilterToken?) -> RunQueryError {
    RunQueryError("`\(text)`: \(expectation). Found \(found?.written ?? "the end").")
  }
}
