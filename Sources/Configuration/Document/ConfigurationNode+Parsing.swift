import Yams

extension ConfigurationNode {
  /// Parses one YAML document.
  ///
  /// - Parameter place: The origin of a line, counted from 1.
  /// - Throws: `ConfigurationError` for text that is no YAML, for a key that is given twice and for keys that are no words.
  static func parsing(_ text: String, place: (Int) -> ConfigurationOrigin) throws -> ConfigurationNode? {
    try YAMLSize.check(text, place: place)
    do {
      guard let root = try Parser(yaml: text).singleRoot() else { return nil }
      var count = 0
      return try convert(root, place, &count)
    } catch let error as YamlError {
      throw ConfigurationError(error, place)
    }
  }

  /// Converts a node of the YAML library, with its place in the file.
  ///
  /// - Parameter count: the number of values so far.
  private static func convert(
    _ node: Node, _ place: (Int) -> ConfigurationOrigin, _ count: inout Int
  ) throws -> ConfigurationNode {
    count += 1
    let origin = place(node.mark?.line ?? 1)
    guard count <= YAMLSize.mostValues else {
      throw ConfigurationError("A configuration should have at most \(YAMLSize.mostValues) values.", at: origin)
    }
    switch node {
    case .scalar(let scalar):
      let isQuoted = [.singleQuoted, .doubleQuoted, .literal, .folded].contains(scalar.style)
      return Self(.scalar(Scalar(text: scalar.string, isQuoted: isQuoted)), origin)
    case .sequence(let items):
      return Self(.list(try items.map { try convert($0, place, &count) }), origin)
    case .mapping(let pairs):
      var entries: [Entry] = []
      var origins: [String: ConfigurationOrigin] = [:]
      for (key, value) in pairs {
        let keyOrigin = place(key.mark?.line ?? 1)
        guard case .scalar(let name) = key else {
          throw ConfigurationError("A key should be a word. Found a list or a section.", at: keyOrigin)
        }
        if let first = origins.updateValue(keyOrigin, forKey: name.string) {
          throw ConfigurationError("`\(name.string)` is given twice, first at \(first).", at: keyOrigin)
        }
        entries.append(Entry(key: name.string, value: try convert(value, place, &count), origin: keyOrigin))
      }
      return Self(.section(entries), origin)
    case .alias:
      throw ConfigurationError("An alias should name an anchor above it.", at: origin)
    }
  }
}

extension ConfigurationError {
  /// The error of the YAML library in one line.
  fileprivate init(_ error: YamlError, _ place: (Int) -> ConfigurationOrigin) {
    switch error {
    case .scanner(let context, let problem, let mark, _), .parser(let context, let problem, let mark, _),
      .composer(let context, let problem, let mark, _):
      let doing = context.map { " \($0.text)," } ?? ""
      self.init("This is not valid YAML:\(doing) \(problem).", at: place(mark.line))
    case .reader(let problem, _, _, _):
      self.init("This is not valid YAML: \(problem).", at: place(1))
    case .duplicatedKeysInMapping(let keys, let context):
      self.init("`\(keys.first ?? "")` is given twice.", at: place(context.mark.line))
    default:
      self.init("This is not valid YAML: \(error)", at: place(1))
    }
  }
}
