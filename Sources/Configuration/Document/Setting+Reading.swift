import Components
import Tasks

// Losses, balancing methods and imperfections declare their settings; the configuration takes them by name without
// knowing what they do.
extension Setting {
  /// The value at a node, checked.
  func value(_ node: ConfigurationNode, _ path: String) throws -> SettingValue {
    switch kind {
    case .number(let range): .number(try node.double(path, in: range))
    case .wholeNumber(let range): .number(Double(try node.int(path, in: range.wholeNumbers)))
    case .truth: .truth(try node.bool(path))
    case .word(let words): .word(try node.word(path, among: words))
    case .text: .word(try node.string(path))
    case .texts: .words(try node.list(path, of: "words") { try $0.string($1) })
    case .path: .word(try node.string(path))
    case .numbers(let range, let count):
      .numbers(try node.list(path, of: "numbers", count: count) { try $0.double($1, in: range) })
    case .wholeNumbers(let range, let count):
      .numbers(
        try node.list(path, of: "whole numbers", count: count, most: Bounds.items) {
          Double(try $0.int($1, in: range.wholeNumbers))
        })
    case .numbersByName(let range): try node.numbers(path, in: range)
    case .section, .sections: throw node.mismatch(path, "a value")
    }
  }

  /// A value in the form of `config.yaml`: whole numbers without a point.
  func content(_ value: SettingValue, _ origin: ConfigurationOrigin) -> ConfigurationNode.Content {
    switch (value, kind) {
    case (.number(let number), .wholeNumber): Int(exactly: number).map { .value($0) } ?? .value(number)
    case (.number(let number), _): .value(number)
    case (.truth(let truth), _): .value(truth)
    case (.word(let word), .path): .value(word, isPath: true)
    case (.word(let word), _): .value(word)
    case (.words(let words), _): .list(words, origin) { .value($0) }
    case (.numbers(let numbers), .wholeNumbers): .list(numbers, origin) { .value(Int($0)) }
    case (.numbers(let numbers), _): .list(numbers, origin) { .value($0) }
    case (.named(let numbers), _):
      .section(
        numbers.sorted { $0.key < $1.key }.map {
          .init(key: $0.key, value: ConfigurationNode(.value($0.value), origin), origin: origin)
        })
    }
  }
}

extension ConfigurationNode {
  /// A list of numbers, or numbers by name.
  fileprivate func numbers(_ path: String, in range: Setting.Range) throws -> SettingValue {
    switch content {
    case .list: return .numbers(try list(path, of: "numbers") { try $0.double($1, in: range) })
    case .section(let entries) where !entries.isEmpty:
      let numbers = try entries.map { ($0.key, try $0.value.double("\(path).\($0.key)", in: range)) }
      return .named(Dictionary(numbers, uniquingKeysWith: { $1 }))
    default: throw mismatch(path, "a list of numbers, or a number for each name")
    }
  }
}

extension ConfigurationSection {
  /// Reads the declared settings. Settings without a value, those that another one replaces, and those whose condition
  /// does not hold are left out.
  ///
  /// - Parameter open: names that may be missing even if a value is required, since it comes from elsewhere.
  package func values(of settings: [Setting], open: [String] = []) throws -> [String: SettingValue] {
    var values: [String: SettingValue] = [:]
    for setting in settings {
      if let condition = setting.condition, values[condition.name] != condition.value { continue }
      if let other = settings.first(where: {
        $0.excludes(setting) && (has($0.name) || open.contains($0.name))
      }) {
        guard !has(setting.name), !open.contains(setting.name) else {
          throw ConfigurationError(
            "`\(path(of: setting.name))` should be left out where `\(other.name)` is given. "
              + "Found \(given(setting.name)?.found ?? "a grid").",
            at: (given(setting.name) ?? given(other.name))?.origin ?? node.origin)
        }
        permit([setting.name])
        continue
      }
      let isNeeded = setting.isRequired && !open.contains(setting.name)
      if isNeeded || setting.fallback != nil {
        values[setting.name] = try read(
          setting.name, default: setting.fallback, write: setting.content, setting.value)
      } else {
        values[setting.name] = try readOptional(setting.name, write: setting.content, setting.value)
      }
    }
    return values
  }
}

extension ConfigurationSection {
  /// The component that `key` names, with its settings from the same section.
  ///
  /// ```yaml
  /// optimizer: {kind: sgd, momentum: 0.9}
  /// ```
  ///
  /// - Parameter check: looks at the component before its settings are read.
  /// - Throws: `ConfigurationError` for an unknown name, an unknown key, and the first value that does not hold what it
  ///   should.
  package func component<Card>(
    _ key: String = "kind", of registry: Registry<Card>, default fallback: String? = nil,
    checking check: (Card) throws -> Void = { _ in }
  ) throws -> Chosen<Card> {
    let name = try choice(key, of: registry.names, default: fallback)
    varies(with: key, name)
    let card = registry[name]!
    try check(card)
    return try chosen(card)
  }

  /// The component that `key` names: a bare name, or a section with `kind` and its settings.
  ///
  /// ```yaml
  /// sharing: mtan
  /// sharing: {kind: mmoe, experts: 8}
  /// ```
  ///
  /// A component without settings is a bare name in `config.yaml`.
  package func component<Card>(
    named key: String, of registry: Registry<Card>, default fallback: String
  ) throws -> Chosen<Card> {
    // A section that holds nothing but the name is the name.
    let isName =
      if case .section(let entries)? = given(key)?.content { entries.map(\.key) == ["kind"] } else { true }
    if isName {
      let name = try read(key, default: fallback, write: { value, _ in .value(value) }) { node, path in
        try (node.child("kind") ?? node).word(path, among: registry.names)
      }
      if registry[name]!.settings.isEmpty { return try chosen(registry[name]!) }
    }
    return try section(key, shorthand: "kind").component(of: registry, default: fallback)
  }

  /// The components that a list names, none by default: bare names, or sections with `kind` and their settings.
  ///
  /// ```yaml
  /// augmentation: [flip, {kind: corruption, kinds: [fog]}]
  /// ```
  ///
  /// A list of components without settings is one of bare names in `config.yaml`.
  package func components<Card>(named key: String, of registry: Registry<Card>) throws -> [Chosen<Card>] {
    let hasSections =
      if case .list(let items)? = given(key)?.content {
        items.contains { if case .section = $0.content { true } else { false } }
      } else { false }
    if !hasSections {
      let names = try strings(key, among: registry.names, default: [])
      if names.allSatisfy({ registry[$0]!.settings.isEmpty }) { return try names.map { try chosen(registry[$0]!) } }
    }
    return try sections(key, shorthand: "kind").map { try $0.component(of: registry) }
  }

  private func chosen<Card>(_ card: Card) throws -> Chosen<Card> {
    let values = try values(of: card.settings)
    do {
      return try Chosen(card, values)
    } catch {
      throw ConfigurationError(
        error.description(below: path), at: error.setting.flatMap(given)?.origin ?? node.origin)
    }
  }
}
