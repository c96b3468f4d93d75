import CYaml

/// A count of what a YAML text writes, with every alias resolved, before a tree is made of it.
///
/// The library's composer compares keys as whole trees. A list as a key, in which aliases name aliases, therefore takes
/// exponential time. The parser's events are a flat sequence: one pass over them finds such a text without following
/// it.
struct YAMLSize {
  /// The largest number of values, more than any configuration has. Repeated aliases can write an endless file in a few
  /// lines.
  static let mostValues = 100_000
  /// The largest number of keys of one section.
  static let mostKeys = 5_000
  static let mostLevels = 64

  /// A list or section that is open.
  private struct Level {
    let isSection: Bool
    let anchor: String?
    /// The number of values before it.
    let start: Int
    /// The number of keys and values so far.
    var items = 0
  }

  private var levels: [Level] = []
  private var sizes: [String: Int] = [:]
  private var count = 0

  /// Checks a text.
  ///
  /// - Throws: `ConfigurationError` for a text that is too large or too deep, and for a key that is no word. Text that
  ///   is no YAML ends the check without an error: composing it gives the error.
  static func check(_ text: String, place: (Int) -> ConfigurationOrigin) throws {
    var parser = yaml_parser_t()
    guard yaml_parser_initialize(&parser) == 1 else { return }
    defer { yaml_parser_delete(&parser) }
    yaml_parser_set_encoding(&parser, YAML_UTF8_ENCODING)
    var size = YAMLSize()
    var text = text
    try text.withUTF8 { bytes in
      yaml_parser_set_input_string(&parser, bytes.baseAddress, bytes.count)
      var isOpen = true
      while isOpen {
        var event = yaml_event_t()
        guard yaml_parser_parse(&parser, &event) == 1 else { return }
        defer { yaml_event_delete(&event) }
        isOpen = event.type != YAML_STREAM_END_EVENT
        try size.count(event, place(event.start_mark.line + 1))
      }
    }
  }

  /// Counts an event. An alias counts as much as what its anchor holds, since a few lines of aliases can stand for
  /// billions of values.
  private mutating func count(_ event: yaml_event_t, _ origin: ConfigurationOrigin) throws {
    switch event.type {
    case YAML_SCALAR_EVENT:
      try add(1, origin)
      if let anchor = name(event.data.scalar.anchor) { sizes[anchor] = 1 }
    case YAML_ALIAS_EVENT:
      let size = name(event.data.alias.anchor).flatMap { sizes[$0] } ?? 1
      if size > 1 { try refuseKey(origin) }
      try add(size, origin)
    case YAML_SEQUENCE_START_EVENT: try open(false, event.data.sequence_start.anchor, origin)
    case YAML_MAPPING_START_EVENT: try open(true, event.data.mapping_start.anchor, origin)
    case YAML_SEQUENCE_END_EVENT, YAML_MAPPING_END_EVENT:
      guard let level = levels.popLast() else { return }
      if let anchor = level.anchor { sizes[anchor] = count - level.start }
    default: break
    }
  }

  private mutating func open(
    _ isSection: Bool, _ anchor: UnsafeMutablePointer<yaml_char_t>?, _ origin: ConfigurationOrigin
  ) throws {
    try refuseKey(origin)
    let start = count
    try add(1, origin)
    guard levels.count < Self.mostLevels else {
      throw ConfigurationError("A configuration should have at most \(Self.mostLevels) levels.", at: origin)
    }
    levels.append(Level(isSection: isSection, anchor: name(anchor), start: start))
  }

  /// Throws if a key comes next: a list or a section cannot be a key.
  private func refuseKey(_ origin: ConfigurationOrigin) throws {
    guard let level = levels.last, level.isSection, level.items.isMultiple(of: 2) else { return }
    throw ConfigurationError("A key should be a word. Found a list or a section.", at: origin)
  }

  private mutating func add(_ values: Int, _ origin: ConfigurationOrigin) throws {
    let (sum, overflows) = count.addingReportingOverflow(values)
    guard !overflows, sum <= Self.mostValues * 2 else {
      throw ConfigurationError("A configuration should have at most \(Self.mostValues) values.", at: origin)
    }
    count = sum
    guard !levels.isEmpty else { return }
    levels[levels.count - 1].items += 1
    guard !levels[levels.count - 1].isSection || levels[levels.count - 1].items <= 2 * Self.mostKeys else {
      throw ConfigurationError("A section should have at most \(Self.mostKeys) keys.", at: origin)
    }
  }

  private func name(_ characters: UnsafeMutablePointer<yaml_char_t>?) -> String? {
    characters.map { String(cString: $0) }
  }
}
