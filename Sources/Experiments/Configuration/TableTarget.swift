/// A target column: one task.
public struct TableTarget: Sendable {
  public enum Kind: String, CaseIterable, Sendable {
    case regression, binary, classification
  }

  /// The task's name.
  public var name: String
  public var column: String
  public var kind: Kind
  /// The value that is class 1 of a binary target.
  public var positive: String?
  /// The loss and metrics where they are given here.
  var overrides: TaskConfiguration?

  init(reading section: ConfigurationSection, metrics: [String]) throws {
    column = try section.string("column")
    name = try section.string("name", default: column)
    kind = try section.choice("kind")
    section.varies(with: "kind", kind.rawValue)
    if kind == .binary { positive = try section.optionalString("positive") }
    let given = try TaskConfiguration(reading: section, metrics: metrics)
    overrides = given.isEmpty ? nil : given
  }
}
