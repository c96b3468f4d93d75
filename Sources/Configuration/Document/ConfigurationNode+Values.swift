import Components
import Tasks

extension ConfigurationNode {
  func double(_ path: String, in range: Setting.Range) throws -> Double {
    guard case .scalar(let scalar) = content else { throw mismatch(path, "a number") }
    if scalar.isNotFinite { throw mismatch(path, "a finite number") }
    guard let value = scalar.number else { throw mismatch(path, "a number") }
    guard range.contains(value) else { throw mismatch(path, range.description) }
    // Losses, rates and weights are tensors of single precision, where a larger number is infinite.
    guard abs(value) <= Double(Float.greatestFiniteMagnitude) else {
      throw mismatch(path, "at most 3.4e38 in size, the largest number of single precision")
    }
    return value
  }

  /// A whole number within two bounds. They are always required, so that values computed from it cannot overflow.
  func int(_ path: String, in range: ClosedRange<Int>) throws -> Int {
    guard case .scalar(let scalar) = content, let number = scalar.number,
      number.isInfinite || number == number.rounded()
    else { throw mismatch(path, "a whole number") }
    let value = scalar.wholeNumber ?? (number < 0 ? .min : .max)
    guard range.contains(value) else { throw mismatch(path, range.expectation(of: value)) }
    return value
  }

  func bool(_ path: String) throws -> Bool {
    guard case .scalar(let scalar) = content, let value = scalar.truth else {
      throw mismatch(path, "`true` or `false`")
    }
    return value
  }

  /// A scalar as it is written: a class label may be `1`, `yes` or `>50K`.
  func string(_ path: String) throws -> String {
    guard case .scalar(let scalar) = content, !scalar.isNull else { throw mismatch(path, "text") }
    return scalar.text
  }

  /// One of `words`.
  ///
  /// - Parameter thing: the words' kind, "a metric", for an error that names only the nearest word if they are many.
  func word(_ path: String, among words: [String], called thing: String? = nil) throws -> String {
    let expected = words.count == 1 ? "`\(words[0])`" : "one of \(words.quotedList)"
    guard case .scalar(let scalar) = content, !scalar.isNull else { throw mismatch(path, thing ?? expected) }
    guard words.contains(scalar.text) else {
      let hint = Suggestion.sentence(for: scalar.text, among: words)
      throw mismatch(path, hint.isEmpty ? expected : thing ?? expected, hint: hint)
    }
    return scalar.text
  }

  /// A list whose items `read` reads, each with its own path.
  func list<Item>(
    _ path: String, of items: String, count: Int? = nil, most: Int? = nil,
    _ read: (ConfigurationNode, String) throws -> Item
  ) throws -> [Item] {
    guard case .list(let nodes) = content else { throw mismatch(path, "a list of \(items)") }
    if let most, nodes.count > most {
      throw ConfigurationError("`\(path)` should have at most \(most) \(items). Found \(nodes.count).", at: origin)
    }
    if let count, nodes.count != count {
      throw ConfigurationError("`\(path)` should be a list of \(count) \(items). Found \(nodes.count).", at: origin)
    }
    return try nodes.enumerated().map { try read($1, "\(path).\($0)") }
  }

  func mismatch(_ path: String, _ expected: String, hint: String = "") -> ConfigurationError {
    ConfigurationError("`\(path)` should be \(expected). Found \(found).\(hint)", at: origin)
  }
}

// How a value is written: the one spelling that `config.yaml` and the content hash know.
extension ConfigurationNode.Content {
  static let null = Self.scalar(.init(text: "null"))

  static func value(_ value: Int) -> Self { .scalar(.init(text: "\(value)")) }

  static func value(_ value: Bool) -> Self { .scalar(.init(text: "\(value)")) }

  /// The shortest text that reads back to the same number: `0.001`, `3.0`, `1.0e-08`. YAML 1.1 wants the point.
  static func value(_ value: Double) -> Self {
    let text = "\(value)"
    guard let e = text.firstIndex(of: "e"), !text[..<e].contains(".") else { return .scalar(.init(text: text)) }
    return .scalar(.init(text: "\(text[..<e]).0\(text[e...])"))
  }

  package static func value(_ value: String, isPath: Bool = false) -> Self {
    .scalar(.init(text: value, isQuoted: !isPlain(value), isPath: isPath))
  }

  static func list<Item>(_ items: [Item], _ origin: ConfigurationOrigin, _ value: (Item) -> Self) -> Self {
    .list(items.map { ConfigurationNode(value($0), origin) })
  }

  /// Whether every YAML reader reads the text as itself without quotation marks.
  private static func isPlain(_ text: String) -> Bool {
    guard let first = text.first, first.isASCII, first.isLetter || first == "/" else { return false }
    let permitted = text.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || "_-./+()".contains($0)) }
    let reserved = ["null", "true", "false", "yes", "no", "on", "off", "y", "n"]
    return permitted && !reserved.contains(text.lowercased())
  }
}
