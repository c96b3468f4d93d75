/// A parameter that the configuration takes by name without knowing what it does: one of a balancing method, or one of
/// the scenes' imperfections.
public struct ParameterSchema: Sendable {
  public enum Kind: Sendable {
    case number(NumberRange)
    case wholeNumber(NumberRange)
    case truth
    /// One of some words.
    case word([String])
    /// A list of numbers, for example one for each task.
    case numbers(NumberRange)
  }

  /// The key, in kebab case.
  public let name: String
  public let kind: Kind
  /// What holds where the key is missing; nil leaves the parameter out, unless it is needed.
  public let fallback: ParameterValue?
  /// Whether a missing key is an error.
  public let isRequired: Bool

  public init(_ name: String, _ kind: Kind, default fallback: ParameterValue? = nil, isRequired: Bool = false) {
    self.name = name
    self.kind = kind
    self.fallback = fallback
    self.isRequired = isRequired
  }
}

/// The value of a parameter.
public enum ParameterValue: Hashable, Sendable, CustomStringConvertible {
  case number(Double)
  case wholeNumber(Int)
  case truth(Bool)
  case word(String)
  case numbers([Double])

  /// The value as `result.json` and labels show it: `3`, `0.5`, `true`, `dirichlet`, `[0.2, 0.8]`.
  public var description: String {
    switch self {
    case .number(let value): Self.brief(value)
    case .wholeNumber(let value): "\(value)"
    case .truth(let value): "\(value)"
    case .word(let value): value
    case .numbers(let values): "[\(values.map(Self.brief).joined(separator: ", "))]"
    }
  }

  private static func brief(_ value: Double) -> String { Int(exactly: value).map(String.init) ?? "\(value)" }

  func content(_ origin: ConfigurationOrigin) -> ConfigurationNode.Content {
    switch self {
    case .number(let value): .value(value)
    case .wholeNumber(let value): .value(value)
    case .truth(let value): .value(value)
    case .word(let value): .value(value)
    case .numbers(let values): .list(values, origin) { .value($0) }
    }
  }
}

extension ParameterSchema {
  /// The value at a node, checked.
  func value(_ node: ConfigurationNode, _ path: String) throws -> ParameterValue {
    switch kind {
    case .number(let range): .number(try node.double(path, in: range))
    case .wholeNumber(let range): .wholeNumber(try node.int(path, in: range))
    case .truth: .truth(try node.bool(path))
    case .word(let words): .word(try node.word(path, among: words))
    case .numbers(let range): .numbers(try node.list(path, of: "numbers") { try $0.double($1, in: range) })
    }
  }
}

extension ConfigurationSection {
  /// Reads the parameters that the schemas name; those without a value are left out.
  public func parameters(_ schemas: [ParameterSchema]) throws -> [String: ParameterValue] {
    var values: [String: ParameterValue] = [:]
    for schema in schemas {
      if schema.isRequired || schema.fallback != nil {
        values[schema.name] = try read(
          schema.name, default: schema.fallback, write: { $0.content($1) }, schema.value)
      } else {
        values[schema.name] = try readOptional(schema.name, write: { $0.content($1) }, schema.value)
      }
    }
    return values
  }
}
