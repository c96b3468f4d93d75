import Components
import Datasets

/// A target column: one task, or one for each group of rows.
package struct TableTarget: Sendable {
  package typealias Kind = TableSchema.Target.Kind

  /// The settings of a target.
  static let settings = [
    Setting("name", .text("a name"), otherwise: "the column", "the task's name"),
    Setting("column", .text("a column"), isRequired: true, "the column"),
    Setting(
      "kind", .choice(Kind.self), isRequired: true, "`regression`, `binary`, `classification` or `survival`"),
    Setting(
      "positive", .texts("a value, or values"),
      "the value that is class 1, or a list of such values; all others of the training split are class 0; none for a column of 0 and 1",
      where: .is("kind", "binary")),
    Setting(
      "event", .text("a column"), isRequired: true,
      "the column that says whether the time is that of an event, 1, or the observation ended at it without one, 0",
      where: .is("kind", "survival")),
    Setting(
      "event-value", .texts("a value, or values"),
      "the value of `event` that is an event, or a list of such values; all others of the training split are censored; none for 0 and 1",
      where: .is("kind", "survival")),
    Setting(
      "intervals", .numbers(.nonNegative), otherwise: "none, for a risk",
      "0 and the ends of intervals of time, in ascending order: the network gives the probability of surviving each of them",
      where: .is("kind", "survival")),
    Setting(
      "classes", .texts("classes"),
      "the classes in the order of their numbers; none for those of the training split, sorted",
      where: .is("kind", "classification")),
    Setting("task-by", .text("a column"), "the column whose values make one task each, named `NAME VALUE`"),
    Setting("loss", .section([]), otherwise: "none", "as in `tasks`"),
    Setting("weight", .number(.positive), default: 1, "as in `tasks`"),
    Setting("metrics", .texts("metrics"), "as in `tasks`"),
  ]

  /// The task's name.
  package var name: String
  package var column: String
  package var kind: Kind
  /// The column that says whether a survival time is that of an event.
  package var event: String?
  /// The ends of the intervals of a discrete-time model of survival; nil for a risk.
  package var intervals: [Double]?
  /// The values that are class 1 of a binary target, or an event; nil if the column holds 0 and 1.
  package var positive: [String]?
  /// The classes of a classification in the order of their numbers; nil for those of the training split, sorted.
  package var classes: [String]?
  /// The column whose values make one task each; nil for one task of all rows.
  package var taskBy: String?
  /// The loss and metrics, if they are given here.
  var overrides: TaskConfiguration?

  init(reading section: DeclaredSection, catalogue: ExperimentCatalogue) throws {
    column = try section.string("column")
    name = try section.string("name", default: column)
    kind = try section.choice("kind")
    section.varies(with: "kind", kind.rawValue)
    switch kind {
    case .regression: break
    case .binary: positive = try section.optionalOneOrMore("positive")
    case .classification: classes = try section.optionalStrings("classes", isSet: true)
    case .survival:
      event = try section.string("event")
      positive = try section.optionalOneOrMore("event-value")
      intervals = try section.optionalDoubles("intervals")
    }
    taskBy = try section.optionalString("task-by")
    let given = try TaskConfiguration(reading: section.undeclared, catalogue: catalogue)
    overrides = given.isEmpty ? nil : given
  }

  /// The columns that hold the target.
  var columns: [String] { schema.columns }

  /// The target for the reader.
  var schema: TableSchema.Target {
    var target = TableSchema.Target(name: name, column: column, kind: kind, classes: classes, positive: positive)
    target.taskBy = taskBy
    (target.event, target.intervals) = (event, intervals)
    return target
  }
}

extension [TableTarget] {
  /// The names of the tasks; none if they are only known from the values of a column (`task-by`).
  var taskNames: [String] { contains { $0.taskBy != nil } ? [] : map(\.name) }

  /// Reads the list `targets`.
  init(reading section: DeclaredSection, catalogue: ExperimentCatalogue) throws {
    self = try section.sections("targets").map { try TableTarget(reading: $0, catalogue: catalogue) }
  }

  /// Checks that there are targets, under different names, and that none is the column of weights.
  func check(_ section: DeclaredSection, sampleWeight: String?) throws {
    let origin = section.origin(of: "targets")
    guard !isEmpty else {
      throw ConfigurationError("`data.targets` should name at least one target. Found none.", at: origin)
    }
    for (index, target) in enumerated() where self[..<index].contains(where: { $0.name == target.name }) {
      throw ConfigurationError(
        "`data.targets` should have different names. Found \(Found.quoted(target.name)) twice.", at: origin)
    }
    if let sampleWeight, let target = first(where: { $0.columns.contains(sampleWeight) }) {
      throw ConfigurationError(
        "`data.targets` should not hold the column of `sample-weight`. Found \(Found.quoted(sampleWeight)) as "
          + "\(Found.quoted(target.name)).", at: origin)
    }
  }

  /// The tasks' losses and metrics that the targets give, by task.
  var overrides: [String: TaskConfiguration] {
    Dictionary(uniqueKeysWithValues: compactMap { target in target.overrides.map { (target.name, $0) } })
  }
}

extension DeclaredSection {
  /// A list of words, or one word.
  fileprivate func optionalOneOrMore(_ key: String) throws -> [String]? {
    try readOptional(key, write: { .list($0, $1) { .value($0) } }) { node, path in
      guard case .list = node.content else { return [try node.string(path)] }
      return try node.list(path, of: "words") { try $0.string($1) }
    }
  }
}
