import Components
import Tasks

// Each read returns the default where the key is missing, or throws where there is no default.
extension ConfigurationSection {
  /// A finite number: `3`, `0.5`, `1e-3`.
  package func double(_ key: String, default fallback: Double? = nil, in range: Setting.Range = .finite) throws
    -> Double
  {
    try read(key, default: fallback, write: { value, _ in .value(value) }) { try $0.double($1, in: range) }
  }

  /// A whole number within two bounds. They are always required, so that values computed from it cannot overflow.
  package func int(_ key: String, default fallback: Int? = nil, in range: ClosedRange<Int>) throws -> Int {
    try read(key, default: fallback, write: { value, _ in .value(value) }) { try $0.int($1, in: range) }
  }

  /// `true` or `false`.
  package func bool(_ key: String, default fallback: Bool? = nil) throws -> Bool {
    try read(key, default: fallback, write: { value, _ in .value(value) }) { try $0.bool($1) }
  }

  /// Text; a number or a truth value is text as it is written.
  package func string(_ key: String, default fallback: String? = nil) throws -> String {
    try read(key, default: fallback, write: { value, _ in .value(value) }) { try $0.string($1) }
  }

  /// One of the given words.
  package func choice(_ key: String, of words: [String], default fallback: String? = nil) throws -> String {
    try read(key, default: fallback, write: { value, _ in .value(value) }) { try $0.word($1, among: words) }
  }

  /// One of an enumeration's raw values.
  package func choice<Choice: RawRepresentable & CaseIterable>(
    _ key: String, of type: Choice.Type = Choice.self, default fallback: Choice? = nil
  ) throws -> Choice where Choice.RawValue == String {
    let word = try choice(key, of: Choice.allCases.map(\.rawValue), default: fallback?.rawValue)
    return Choice(rawValue: word)!
  }

  /// One of an enumeration's raw values; nil for a default, which is then no part of a run's name.
  func optionalChoice<Choice: RawRepresentable & CaseIterable>(_ key: String) throws -> Choice?
  where Choice.RawValue == String {
    try optionalWord(key, among: Choice.allCases.map(\.rawValue)).flatMap { Choice(rawValue: $0) }
  }

  /// The absolute path of a file or folder; see `ConfigurationSurroundings`.
  /// - Parameter fallback: A path relative to the current folder.
  package func path(_ key: String, default fallback: String? = nil) throws -> String {
    let fallback = fallback.map { surroundings.currentFolder.appending(path: $0).standardized.path }
    return try read(key, default: fallback, write: { value, _ in .value(value, isPath: true) }) {
      try surroundings.path($0.string($1), key: $1, origin: $0.origin)
    }
  }

  package func optionalDouble(_ key: String, in range: Setting.Range = .finite) throws -> Double? {
    try readOptional(key, write: { value, _ in .value(value) }) { try $0.double($1, in: range) }
  }

  /// A value that may be missing. If it is, `config.yaml` does not name it.
  func unwritten<Value>(_ key: String, _ read: (String) throws -> Value) throws -> Value? {
    guard has(key) else {
      permit([key])
      return nil
    }
    return try read(key)
  }

  package func optionalInt(_ key: String, in range: ClosedRange<Int>) throws -> Int? {
    try readOptional(key, write: { value, _ in .value(value) }) { try $0.int($1, in: range) }
  }

  /// A text that may be missing.
  func optionalString(_ key: String) throws -> String? {
    try readOptional(key, write: { value, _ in .value(value) }) { try $0.string($1) }
  }

  /// One of the given words.
  package func optionalWord(_ key: String, among words: [String]) throws -> String? {
    try readOptional(key, write: { value, _ in .value(value) }) { try $0.word($1, among: words) }
  }

  package func optionalPath(_ key: String) throws -> String? {
    try readOptional(key, write: { value, _ in .value(value, isPath: true) }) {
      try surroundings.path($0.string($1), key: $1, origin: $0.origin)
    }
  }

  /// A whole number, or nil for `auto`, which leaves it to the program.
  package func intOrAuto(_ key: String, in range: ClosedRange<Int>) throws -> Int? {
    try read(key, default: .some(nil), write: { value, _ in value.map { .value($0) } ?? .value("auto") }) {
      node, path in
      if case .scalar(let scalar) = node.content, scalar.text == "auto" { return nil }
      guard case .scalar(let scalar) = node.content, scalar.number != nil else {
        throw node.mismatch(path, "a whole number or `auto`")
      }
      return try node.int(path, in: range)
    }
  }

  /// One of the given whole numbers.
  package func int(_ key: String, of values: [Int], default fallback: Int? = nil) throws -> Int {
    try read(key, default: fallback, write: { value, _ in .value(value) }) { node, path in
      guard case .scalar(let scalar) = node.content, let value = scalar.wholeNumber, values.contains(value) else {
        throw node.mismatch(path, "one of \(values.map(String.init).joined(separator: ", "))")
      }
      return value
    }
  }
}

// Lists.
extension ConfigurationSection {
  /// A list of numbers.
  ///
  /// - Parameter count: the length of the list; nil for any length.
  package func doubles(
    _ key: String, count: Int? = nil, default fallback: [Double]? = nil, in range: Setting.Range = .finite
  ) throws -> [Double] {
    try read(key, default: fallback, write: { .list($0, $1) { .value($0) } }) { node, path in
      try node.list(path, of: "numbers", count: count) { try $0.double($1, in: range) }
    }
  }

  package func ints(
    _ key: String, count: Int? = nil, default fallback: [Int]? = nil, in range: ClosedRange<Int>
  ) throws -> [Int] {
    try read(key, default: fallback, write: { .list($0, $1) { .value($0) } }) { node, path in
      try node.list(path, of: "whole numbers", count: count, most: Bounds.items) { try $0.int($1, in: range) }
    }
  }

  package func strings(_ key: String, default fallback: [String]? = nil) throws -> [String] {
    try read(key, default: fallback, write: { .list($0, $1) { .value($0) } }) { node, path in
      try node.list(path, of: "words") { try $0.string($1) }
    }
  }

  /// The absolute paths of files: a list of at least one, or one path without a list.
  package func paths(_ key: String) throws -> [String] {
    try read(key, default: nil, write: { .list($0, $1) { .value($0, isPath: true) } }) { node, path in
      func absolute(_ node: ConfigurationNode, _ path: String) throws -> String {
        try surroundings.path(node.string(path), key: path, origin: node.origin)
      }
      guard case .list(let items) = node.content else { return [try absolute(node, path)] }
      guard !items.isEmpty else { throw node.mismatch(path, "a path, or a list of at least one") }
      return try node.list(path, of: "paths", most: Bounds.items, absolute)
    }
  }

  /// A list of words.
  ///
  /// - Parameter words: the permitted words.
  package func strings(_ key: String, among words: [String], default fallback: [String]? = nil) throws -> [String] {
    try read(key, default: fallback, write: { .list($0, $1) { .value($0) } }) { node, path in
      try node.list(path, of: "words") { try $0.word($1, among: words) }
    }
  }

  /// A list of words that may be missing.
  ///
  /// - Parameter isSet: whether no word may stand twice.
  package func optionalStrings(
    _ key: String, among words: [String]? = nil, called thing: String? = nil, isSet: Bool = false
  ) throws -> [String]? {
    try readOptional(key, write: { .list($0, $1) { .value($0) } }) { node, path in
      let values = try node.list(path, of: "words") { item, path in
        try words.map { try item.word(path, among: $0, called: thing) } ?? item.string(path)
      }
      var seen: Set<String> = []
      if isSet, let twice = values.first(where: { !seen.insert($0).inserted }) {
        throw ConfigurationError(
          "`\(path)` should name each one once. Found \(Found.quoted(twice)) twice.", at: node.origin)
      }
      return values
    }
  }
}
