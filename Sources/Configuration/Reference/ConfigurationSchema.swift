import Balancing
import Printing
import Tasks

/// A JSON schema of experiments, for editors: the keys, their meaning, and usual values. It is made of the reference
/// and helps to write an experiment; `equipoise compare FILE --dry-run` checks one.
package struct ConfigurationSchema {
  /// The keys below a path.
  private final class Node {
    /// What the key means, once for each component that has it.
    var meanings: [String] = []
    var values: [String] = []
    var children: [(key: String, node: Node)] = []

    func child(_ key: String) -> Node {
      if let found = children.first(where: { $0.key == key }) { return found.node }
      let node = Node()
      children.append((key, node))
      return node
    }
  }

  /// The names that stand for the user's own in the reference's paths.
  private static let free: Set = ["NAME", "TASK", "PARAMETER"]

  private let root = Node()

  /// The schema of a reference.
  package init(_ reference: ConfigurationReference = ConfigurationReference()) {
    for key in reference.keys {
      let node = key.path.split(separator: ".").reduce(root) { $0.child(String($1)) }
      let meaning = Self.plain(key.meaning)
      if !meaning.isEmpty, !node.meanings.contains(meaning) { node.meanings.append(meaning) }
      node.values += Self.alternatives(key.meaning).filter { !node.values.contains($0) }
    }
    // Rows and single tasks may have values of `training` for themselves.
    let comparison = root.child("comparison"), alone = comparison.child("single-task")
    for place in [comparison.child("methods"), alone, alone.child("tasks").child("TASK")] {
      place.child("training").children = root.child("training").children
    }
    root.child("data").child("kind").values = DataKinds.all.names
    for place in [root.child("balancing"), root.child("comparison").child("methods")] {
      place.child("method").values = Catalogue.cards.map(\.name)
      for card in Catalogue.cards {
        for parameter in card.settings {
          let node = place.child(parameter.name)
          if node.meanings.isEmpty { node.meanings = [parameter.meaning] }
        }
      }
    }
  }

  /// The schema's text, JSON Schema draft 7.
  package var text: String {
    var members: [JSONTree.Member] = [
      .init(key: "$schema", value: .string("http://json-schema.org/draft-07/schema#")),
      .init(key: "title", value: .string("An experiment of Equipoise")),
    ]
    if case .object(let own) = section(root) { members += own }
    return JSONTree.object(members).text + "\n"
  }

  /// A mapping with the keys that stand below a node.
  private func section(_ node: Node) -> JSONTree {
    let named = node.children.filter { !Self.free.contains($0.key) }
    let open = node.children.first { Self.free.contains($0.key) }
    return .object([
      .init(key: "type", value: .string("object")),
      .init(key: "properties", value: .object(named.map { .init(key: $0.key, value: value($0.node)) })),
      .init(key: "additionalProperties", value: open.map { value($0.node) } ?? .bool(false)),
    ])
  }

  /// The schema of a key: a section or its short form if keys stand below it, once or as a list; otherwise a plain
  /// value or a list.
  private func value(_ node: Node) -> JSONTree {
    let choices = Array(
      (node.values + (node.children.first { $0.key == "kind" || $0.key == "method" }?.node.values ?? [])))
    let scalar = JSONTree.object([
      .init(key: "type", value: .array(["string", "number", "boolean", "null"].map(JSONTree.string)))
    ])
    var forms: [JSONTree] =
      choices.isEmpty ? [] : [.object([.init(key: "enum", value: .array(choices.map(JSONTree.string)))])]
    if !node.children.isEmpty { forms.append(section(node)) }
    let items = JSONTree.object([
      .init(key: "anyOf", value: .array(forms + [scalar, .object([.init(key: "type", value: .string("array"))])]))
    ])
    forms += [scalar, .object([.init(key: "type", value: .string("array")), .init(key: "items", value: items)])]
    // Sections of the user's own names, as files by split, are in no table.
    if node.children.isEmpty { forms.append(.object([.init(key: "type", value: .string("object"))])) }
    return .object([
      .init(key: "description", value: .string(node.meanings.joined(separator: " / "))),
      .init(key: "anyOf", value: .array(forms)),
    ])
  }

  private static func plain(_ text: String) -> String { text.replacing("`", with: "") }

  /// The values that a meaning begins with: "`drop` or `keep` …", "`a`, `b` or `c`", "`hard` (one trunk) or `mtan` (…)".
  private static func alternatives(_ meaning: String) -> [String] {
    var values: [String] = []
    var rest = Substring(meaning)
    // "for `step`: …" and "of a method: …" say where a key belongs.
    guard rest.hasPrefix("`") else { return [] }
    while rest.hasPrefix("`"), let end = rest.dropFirst().firstIndex(of: "`") {
      values.append(String(rest[rest.index(after: rest.startIndex)..<end]))
      rest = rest[rest.index(after: end)...]
      if rest.hasPrefix(" (") { rest = rest[(rest.firstIndex(of: ")").map(rest.index(after:)) ?? rest.endIndex)...] }
      rest = rest.drop { $0 == "," || $0 == " " }
      if rest.hasPrefix("or ") { rest = rest.dropFirst(3) }
    }
    return values.count > 1 ? values : []
  }
}
