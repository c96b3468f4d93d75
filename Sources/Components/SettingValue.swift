/// The value of a setting as a user writes it: a number, a truth value, a word, a list of numbers or words, or numbers by
/// name.
public enum SettingValue: Hashable, Sendable {
  case number(Double)
  case truth(Bool)
  case word(String)
  case numbers([Double])
  /// A list of texts.
  case words([String])
  /// Numbers by a name, for example those of classes.
  case named([String: Double])
}

extension SettingValue: ExpressibleByFloatLiteral, ExpressibleByIntegerLiteral, ExpressibleByBooleanLiteral {
  public init(floatLiteral value: Double) { self = .number(value) }
  public init(integerLiteral value: Int) { self = .number(Double(value)) }
  public init(booleanLiteral value: Bool) { self = .truth(value) }
}

extension SettingValue: ExpressibleByStringLiteral, ExpressibleByArrayLiteral {
  public init(stringLiteral value: String) { self = .word(value) }
  public init(arrayLiteral elements: Double...) { self = .numbers(elements) }
}

extension SettingValue: ExpressibleByDictionaryLiteral {
  public init(dictionaryLiteral elements: (String, Double)...) {
    self = .named(Dictionary(elements, uniquingKeysWith: { $1 }))
  }
}

extension SettingValue: CustomStringConvertible {
  /// The value as YAML shows it: `3`, `0.5`, `true`, `dirichlet`, `[0.2, 0.8]`, `{oak: 2}`.
  public var description: String {
    switch self {
    case .number(let value): value.brief
    case .truth(let value): "\(value)"
    case .word(let value): value
    case .numbers(let values): "[\(values.map(\.brief).joined(separator: ", "))]"
    case .words(let values): "[\(values.joined(separator: ", "))]"
    case .named(let values):
      "{\(values.sorted { $0.key < $1.key }.map { "\($0.key): \($0.value.brief)" }.joined(separator: ", "))}"
    }
  }
}

extension Double {
  /// The number without a decimal point if it is whole: `3`, not `3.0`.
  package var brief: String { Int(exactly: self).map(String.init) ?? "\(self)" }
}
