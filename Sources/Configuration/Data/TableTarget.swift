/// A target column: one task.
package struct TableTarget: Sendable {
  package enum Kind: String, CaseIterable, Sendable {
    case regression, binary, classification
  }

  /// The task's name.
  package var name: String
  package var column: String
  package var kind: Kind
  /// The values that are class 1 of a binary target; nil if the column holds 0 and 1.
  package var positive: [String]?
  /// The classes of a classification in the order of their numbers; nil for those of the training split, sorted.
  package var classes: [String]?
  /// The loss and metrics, if they are given here.
  var overrides: TaskConfiguration?

  init(reading section: ConfigurationSection, catalogue: ExperimentCatalogue) throws {
    column = try section.string("column")
    name = try section.string("name", default: column)
    kind = try section.choice("kind")
    section.varies(with: "kind", kind.rawValue)
    switch kind {
    case .regression: break
    case .binary: positive = try section.optionalOneOrMore("positive")
    case .classification: classes = try section.optionalStrings("classes", isSet: true)
    }
    let given = try TaskConfiguration(reading: section, catalogue: catalogue)
    overrides = given.isEmpty ? nil : given
  }
}

extension ConfigurationSection {
  /// A list of words, or one word.
  fileprivate func optionalOneOrMore(_ key: String) throws -> [String]? {
    try readOptional(key, write: { .list($0, $1) { .value($0) } }) { node, path in
      guard case .list = node.content else { return [try node.string(path)] }
      return try node.list(path, of: "words") { try $0.string($1) }
    }
  }
}
