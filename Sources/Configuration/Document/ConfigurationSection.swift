import Components
import Foundation
import Tasks

/// A section of a configuration while it is read. It records which keys were asked for, so that all others are errors,
/// and the answers, so that the resolved configuration can be written.
///
/// ```swift
/// let balancing = try root.section("balancing")
/// let temperature = try balancing.double("temperature", default: 1, in: .positive)
/// try root.finish()
/// ```
///
/// A read without a default throws if the key is missing; an `optional…` read then returns nil.
package final class ConfigurationSection {
  private enum Answer {
    case value(ConfigurationNode)
    case section(ConfigurationSection)
    case sections([ConfigurationSection], ConfigurationOrigin)
  }

  /// The dotted path; empty for the whole configuration.
  package let path: String
  package let node: ConfigurationNode
  let surroundings: ConfigurationSurroundings
  private var entries: [ConfigurationNode.Entry]
  private var answers: [(key: String, answer: Answer)] = []
  private var variant = ""
  private var others: [String] = []

  /// The whole configuration.
  package convenience init(_ document: ConfigurationDocument) throws {
    try self.init(document.root, path: "", surroundings: document.surroundings, shorthand: nil)
  }

  init(
    _ node: ConfigurationNode, path: String, surroundings: ConfigurationSurroundings, shorthand: String?
  ) throws {
    self.node = node
    self.path = path
    self.surroundings = surroundings
    switch (node.content, shorthand) {
    case (.section(let entries), _):
      if let short = entries.first(where: { $0.key == ConfigurationNode.shorthand }) {
        guard let shorthand else { throw short.value.mismatch(path, "a section of keys") }
        self.entries = Self.naming(entries, shorthand)
      } else {
        self.entries = entries
      }
    case (.scalar(let scalar), _) where scalar.isNull:
      entries = []
    case (.scalar, let shorthand?):
      entries = [.init(key: shorthand, value: node, origin: node.origin)]
    default:
      throw node.mismatch(path.isEmpty ? "the configuration" : path, "a section of keys")
    }
  }

  /// The entries, with a name for the value that stood in place of the section, unless its key has been given since.
  private static func naming(_ entries: [ConfigurationNode.Entry], _ key: String) -> [ConfigurationNode.Entry] {
    let isGiven = entries.contains { $0.key == key }
    return entries.compactMap { entry in
      guard entry.key == ConfigurationNode.shorthand else { return entry }
      return isGiven ? nil : .init(key: key, value: entry.value, origin: entry.origin)
    }
  }

  /// The section's keys as they are given, for a section whose keys are the user's names.
  package var givenKeys: [String] { entries.map(\.key) }

  /// Whether the key is given with a value. Asking does not permit the key.
  package func has(_ key: String) -> Bool { given(key).map { !$0.isNull } ?? false }

  func given(_ key: String) -> ConfigurationNode? { entries.first { $0.key == key }?.value }

  func path(of key: String) -> String { path.isEmpty ? key : "\(path).\(key)" }

  /// Permits keys that are asked for only if they are given.
  func permit(_ keys: [String]) { others += keys }

  /// Copies values that are missing here from another section, for the keys in `names`.
  func inherit(_ other: ConfigurationNode, _ names: [String]) {
    guard case .section(let others) = other.content else { return }
    entries += others.filter { other in names.contains(other.key) && !entries.contains { $0.key == other.key } }
  }

  /// Splits a value `a+b` of `key`: `key` becomes `b`, and `a` moves below `place` unless something is given there.
  func splitPair(below place: String, key: String) {
    guard let index = entries.firstIndex(where: { $0.key == key }), !has(place),
      case .scalar(let scalar) = entries[index].value.content
    else { return }
    let parts = scalar.text.split(separator: "+").map { $0.trimmingCharacters(in: .whitespaces) }
    guard parts.count == 2 else { return }
    let origin = entries[index].origin
    entries[index].value = ConfigurationNode(.value(parts[1]), origin)
    entries.append(.init(key: place, value: ConfigurationNode(.value(parts[0]), origin), origin: origin))
  }

  /// Records that the permitted keys depend on the value of `key`, so that errors can say so.
  package func varies(with key: String, _ value: String) { variant = " where `\(key)` is `\(value)`" }
}

// Reading.
extension ConfigurationSection {
  /// A nested section; an empty one if the key is missing.
  ///
  /// - Parameter shorthand: The key that a bare value gives: with `kind`, `loss: l1` is `loss: {kind: l1}`.
  package func section(_ key: String, shorthand: String? = nil) throws -> ConfigurationSection {
    let child = try ConfigurationSection(
      given(key) ?? .empty(), path: path(of: key), surroundings: surroundings, shorthand: shorthand)
    record(key, .section(child))
    return child
  }

  /// A nested section; nil if the key is missing, empty or `none`.
  package func optionalSection(_ key: String, shorthand: String? = nil) throws -> ConfigurationSection? {
    guard let node = given(key), !node.isNone else {
      record(key, .value(ConfigurationNode(.null, given(key)?.origin ?? .default)))
      return nil
    }
    return try section(key, shorthand: shorthand)
  }

  /// A list of sections.
  ///
  /// - Parameters:
  ///   - shorthand: the key that an item gives as a bare value.
  ///   - default: the items if the key is missing, as values of `shorthand`; nil if the key is required.
  package func sections(
    _ key: String, shorthand: String? = nil, default fallback: [String]? = nil
  ) throws -> [ConfigurationSection] {
    let path = path(of: key)
    guard let node = given(key) ?? fallback.map({ ConfigurationNode(.list($0, .default, { .value($0) }), .default) })
    else { throw missing(key) }
    let children = try node.list(path, of: "sections") {
      try ConfigurationSection($0, path: $1, surroundings: surroundings, shorthand: shorthand)
    }
    record(key, .sections(children, node.origin))
    return children
  }

  /// One value. All reads of a scalar or a list of scalars use this.
  func read<Value>(
    _ key: String, default fallback: Value?, write: (Value, ConfigurationOrigin) -> ConfigurationNode.Content,
    _ decode: (ConfigurationNode, String) throws -> Value
  ) throws -> Value {
    let node = given(key)
    guard let value = try node.map({ try decode($0, path(of: key)) }) ?? fallback else { throw missing(key) }
    let origin = node?.origin ?? .default
    record(key, .value(ConfigurationNode(write(value, origin), origin)))
    return value
  }

  /// One value that may be missing, empty or `none`.
  func readOptional<Value>(
    _ key: String, write: (Value, ConfigurationOrigin) -> ConfigurationNode.Content,
    _ decode: (ConfigurationNode, String) throws -> Value
  ) throws -> Value? {
    try read(key, default: .some(nil), write: { value, origin in value.map { write($0, origin) } ?? .null }) {
      node, path in node.isNone ? nil : try decode(node, path)
    }
  }

  private func record(_ key: String, _ answer: Answer) {
    if let index = answers.firstIndex(where: { $0.key == key }) {
      answers[index].answer = answer
    } else {
      answers.append((key, answer))
    }
  }

  private func missing(_ key: String) -> ConfigurationError {
    let unread = givenKeys.filter { given in !answers.contains { $0.key == given } }
    let hint = Suggestion.nearest(to: key, among: unread).map { " Found `\($0)`. Did you mean `\(key)`?" } ?? ""
    return ConfigurationError("`\(path(of: key))` is missing.\(hint)", at: node.origin)
  }
}

// Closing.
extension ConfigurationSection {
  /// Throws for a key, here or in a nested section, that was given and not asked for.
  package func finish() throws {
    let permitted = answers.map(\.key) + others.filter { other in !answers.contains { $0.key == other } }
    for entry in entries where !permitted.contains(entry.key) {
      let section = path.isEmpty ? "the configuration" : "`\(path)`"
      let nearest = Suggestion.sentence(for: entry.key, among: permitted)
      let keys = permitted.isEmpty ? " It has no keys." : " Its keys are \(permitted.quotedList)."
      throw ConfigurationError(
        "`\(entry.key)` is not a key of \(section)\(variant).\(nearest.isEmpty ? keys : nearest)", at: entry.origin)
    }
    for (_, answer) in answers {
      switch answer {
      case .value: break
      case .section(let child): try child.finish()
      case .sections(let children, _): try children.forEach { try $0.finish() }
      }
    }
  }

  /// The values that were asked for, in that order, with their origins.
  package var resolved: ConfigurationNode {
    let entries = answers.map { key, answer in
      let value: ConfigurationNode =
        switch answer {
        case .value(let node): node
        case .section(let child): child.resolved
        case .sections(let children, let origin): ConfigurationNode(.list(children.map(\.resolved)), origin)
        }
      return ConfigurationNode.Entry(key: key, value: value, origin: value.origin)
    }
    return ConfigurationNode(.section(entries), node.origin)
  }
}

extension ConfigurationNode {
  /// Whether the value stands for nothing: empty, `null` or `none`.
  var isNone: Bool {
    guard case .scalar(let scalar) = content else { return false }
    return scalar.isNull || (scalar.text == "none" && !scalar.isQuoted)
  }
}
