import Components

/// A section of a configuration whose keys a card declares. A read takes the permitted values and the default from the
/// declaration, where they stand once.
///
/// ```swift
/// // On the card: Setting("samples", .int(Bounds.samples), default: 100, "training samples")
/// samples = try section.int("samples")
/// ```
///
/// A read without a default throws if the key is missing; an `optional…` read then returns nil. Asking for a key that is
/// not declared, or for another kind of value, is a programmer's error.
package struct DeclaredSection {
  /// The section itself, for what reads its own keys by name.
  package let undeclared: ConfigurationSection
  private let settings: [Setting]

  package init(_ section: ConfigurationSection, _ settings: [Setting]) {
    undeclared = section
    self.settings = settings
  }

  private subscript(key: String) -> Setting {
    guard let setting = settings.first(where: { $0.name == key }) else {
      preconditionFailure("`\(key)` should be declared. Found \(settings.map(\.name)).")
    }
    return setting
  }

  /// The bounds of a whole number.
  ///
  /// - Parameter narrower: bounds within the declared ones that another value gives.
  private func bounds(_ key: String, _ narrower: ClosedRange<Int>?) -> ClosedRange<Int> {
    guard case .wholeNumber(let range) = self[key].kind else { return wrongKind(key, "a whole number") }
    return narrower ?? range.wholeNumbers
  }

  private func wrongKind<T>(_ key: String, _ kind: String) -> T {
    preconditionFailure("`\(key)` should be declared as \(kind). Found \(self[key].kind).")
  }
}

// What the section itself knows.
extension DeclaredSection {
  package func has(_ key: String) -> Bool { undeclared.has(key) }

  /// Whether the key is given, be it without a value.
  package func isGiven(_ key: String) -> Bool { undeclared.given(key) != nil }

  /// Records that the permitted keys depend on the value of `key`, so that errors can say so.
  package func varies(with key: String, _ value: String) { undeclared.varies(with: key, value) }

  /// The path of a key: `data.split.seed`.
  package func path(of key: String) -> String { undeclared.path(of: key) }

  /// The place where a key's value was given, for an error; that of the defaults if it was not.
  package func origin(of key: String) -> ConfigurationOrigin { undeclared.given(key)?.origin ?? .default }

  /// The section's own place, for an error.
  package var origin: ConfigurationOrigin { undeclared.node.origin }

  /// A section whose settings are declared below a key.
  package func section(_ key: String) throws -> DeclaredSection {
    guard case .section(let nested) = self[key].kind else { return wrongKind(key, "a section") }
    return DeclaredSection(try undeclared.section(key), nested)
  }

  /// A list of sections whose settings are declared below a key; empty if one that need not be given is missing.
  ///
  /// - Parameter shorthand: the key that an item without keys is the value of.
  package func sections(_ key: String, shorthand: String? = nil) throws -> [DeclaredSection] {
    guard case .sections(let nested) = self[key].kind else { return wrongKind(key, "a list of sections") }
    return try undeclared.sections(key, shorthand: shorthand, default: self[key].isRequired ? nil : [])
      .map { DeclaredSection($0, nested) }
  }

  /// The values of all settings by their names, for a component that takes them so.
  package func values() throws -> [String: SettingValue] { try undeclared.values(of: settings) }
}

// Numbers and truth values.
extension DeclaredSection {
  private func number(_ key: String) -> Double? {
    if case .number(let number) = self[key].fallback { number } else { nil }
  }

  /// A whole number. Declared as one of some words, it is one of their numbers.
  ///
  /// - Parameter choices: fewer numbers than the declared ones, where another value gives them.
  package func int(_ key: String, of choices: [Int]? = nil) throws -> Int {
    let fallback = number(key).map { Int($0) }
    if case .word(let words) = self[key].kind {
      return try undeclared.int(key, of: choices ?? words.compactMap { Int($0) }, default: fallback)
    }
    return try undeclared.int(key, default: fallback, in: bounds(key, nil))
  }

  package func optionalInt(_ key: String, in narrower: ClosedRange<Int>? = nil) throws -> Int? {
    try undeclared.optionalInt(key, in: bounds(key, narrower))
  }

  /// A list of whole numbers.
  package func ints(_ key: String) throws -> [Int] {
    guard case .wholeNumbers(let range, let count) = self[key].kind else {
      return wrongKind(key, "a list of whole numbers")
    }
    let fallback: [Int]? =
      if case .numbers(let numbers) = self[key].fallback { numbers.map { Int($0) } } else { nil }
    return try undeclared.ints(key, count: count, default: fallback, in: range.wholeNumbers)
  }

  package func double(_ key: String) throws -> Double {
    guard case .number(let range) = self[key].kind else { return wrongKind(key, "a number") }
    return try undeclared.double(key, default: number(key), in: range)
  }

  /// A number that may be missing. If it is, `config.yaml` does not name it.
  package func unwrittenDouble(_ key: String) throws -> Double? {
    try undeclared.unwritten(key) { try double($0) }
  }

  /// A list of numbers that may be missing.
  ///
  /// - Parameter count: the length of the list; nil for any length.
  package func optionalDoubles(_ key: String, count: Int? = nil) throws -> [Double]? {
    guard case .numbers(let range, _) = self[key].kind else { return wrongKind(key, "a list of numbers") }
    return try readOptional(key, write: { .list($0, $1) { .value($0) } }) { node, path in
      try node.list(path, of: "numbers", count: count) { try $0.double($1, in: range) }
    }
  }

  package func bool(_ key: String) throws -> Bool {
    guard case .truth = self[key].kind else { return wrongKind(key, "a truth value") }
    let fallback: Bool? = if case .truth(let truth) = self[key].fallback { truth } else { nil }
    return try undeclared.bool(key, default: fallback)
  }
}

// Texts.
extension DeclaredSection {
  /// The text of a declared default.
  func text(_ key: String) -> String? { if case .word(let text) = self[key].fallback { text } else { nil } }

  /// Any text.
  ///
  /// - Parameter fallback: the default if another value gives it.
  package func string(_ key: String, default fallback: String? = nil) throws -> String {
    try undeclared.string(key, default: fallback ?? text(key))
  }

  package func optionalString(_ key: String) throws -> String? {
    _ = self[key]
    return try undeclared.optionalString(key)
  }

  /// A list of texts.
  ///
  /// - Parameter fallback: the default if another value gives it.
  package func strings(_ key: String, default fallback: [String]? = nil) throws -> [String] {
    let declared: [String]? = if case .words(let words) = self[key].fallback { words } else { nil }
    return try undeclared.strings(key, default: fallback ?? declared)
  }

  /// A list of texts that may be missing.
  ///
  /// - Parameter isSet: whether no text may stand twice.
  package func optionalStrings(_ key: String, isSet: Bool = false) throws -> [String]? {
    _ = self[key]
    return try undeclared.optionalStrings(key, isSet: isSet)
  }

  /// The absolute path of a file or folder.
  package func path(_ key: String) throws -> String { try undeclared.path(key, default: text(key)) }

  /// The absolute paths of one file or of several; see ``ConfigurationSection/paths(_:)``.
  package func paths(_ key: String) throws -> [String] {
    _ = self[key]
    return try undeclared.paths(key)
  }

  /// A path that may be missing. If it is, `config.yaml` does not name it.
  package func unwrittenPath(_ key: String) throws -> String? {
    try undeclared.unwritten(key) { try path($0) }
  }

  package func optionalPath(_ key: String) throws -> String? {
    _ = self[key]
    return try undeclared.optionalPath(key)
  }

  /// One of an enumeration's words.
  ///
  /// - Parameter fallback: the default if another value gives it.
  package func choice<Choice: RawRepresentable & CaseIterable>(
    _ key: String, of type: Choice.Type = Choice.self, default fallback: Choice? = nil
  ) throws -> Choice where Choice.RawValue == String {
    try undeclared.choice(key, default: fallback ?? text(key).flatMap(Choice.init(rawValue:)))
  }

  /// One of an enumeration's words. A default that is not written is no part of a run's name.
  package func unwrittenChoice<Choice: RawRepresentable & CaseIterable>(
    _ key: String, of type: Choice.Type = Choice.self
  ) throws -> Choice where Choice.RawValue == String {
    if let given: Choice = try undeclared.optionalChoice(key) { return given }
    return text(key).flatMap(Choice.init(rawValue:)) ?? wrongKind(key, "one of the words of `\(type)`")
  }
}

// Forms of a value's own.
extension DeclaredSection {
  /// A value in a form of its own, which `decode` reads and `write` writes.
  func read<Value>(
    _ key: String, default fallback: Value?, write: (Value, ConfigurationOrigin) -> ConfigurationNode.Content,
    _ decode: (ConfigurationNode, String) throws -> Value
  ) throws -> Value {
    _ = self[key]
    return try undeclared.read(key, default: fallback, write: write, decode)
  }

  /// A value in a form of its own that may be missing.
  func readOptional<Value>(
    _ key: String, write: (Value, ConfigurationOrigin) -> ConfigurationNode.Content,
    _ decode: (ConfigurationNode, String) throws -> Value
  ) throws -> Value? {
    _ = self[key]
    return try undeclared.readOptional(key, write: write, decode)
  }
}
