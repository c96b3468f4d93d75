import Tasks

/// What one can ask of every run by name.
struct IndexColumn: Sendable, Hashable {
  var name: String
  /// Whether it is a column of the table; else it is among a run's facts.
  var isFixed: Bool
  /// Whether it is compared as text: then `7` is a word too.
  var isText: Bool

  /// The columns of the table: what every kind of run has. Hyper-parameters, the configuration's keys and figures come
  /// beside them, as far as runs have them.
  static let fixed: [IndexColumn] =
    [
      "experiment", "cell", "state", "method", "label", "role", "tasks", "data", "network", "sharing", "failure",
      "started", "finished", "path",
    ].map { IndexColumn(name: $0, isFixed: true, isText: true) }
    + [
      "seed", "learning-rate", "weight-decay", "epochs", "steps", "seconds", "parameters", "best-epoch", "best-step",
      "best-seconds",
    ].map { IndexColumn(name: $0, isFixed: true, isText: false) }

  /// What `runs list` shows where nobody says, as far as the listed runs have it.
  static let usual = [
    "cell", "experiment", "state", "label", "seed", "role", "learning-rate", "weight-decay", "epochs", "seconds",
    "validation.delta-m", "test.delta-m", "failure",
  ]

  /// The value in SQL. A name reaches it as an argument, or is one of the names above.
  var sql: (text: String, arguments: [String]) {
    isFixed ? ("\"\(name)\"", []) : ("json_extract(facts, ?)", ["$.\"\(name)\""])
  }

  /// The column of a name, whatever its capitals.
  ///
  /// - Throws: ``RunQueryError`` with the nearest name.
  static func named(_ name: String, known: [String]) throws(RunQueryError) -> IndexColumn {
    if let column = fixed.first(where: { $0.name == name.lowercased() }) { return column }
    if let fact = known.first(where: { $0 == name }) ?? known.first(where: { $0.lowercased() == name.lowercased() }) {
      return IndexColumn(name: fact, isFixed: false, isText: false)
    }
    throw RunQueryError(
      "`\(name)` is no column of these runs." + Suggestion.sentence(for: name, among: fixed.map(\.name) + known))
  }
}

extension RunIndex {
  /// The names that every index knows.
  public static let fixedColumns = IndexColumn.fixed.map(\.name)
}

/// A question to the index that has no answer, and why.
public struct RunQueryError: Error, Equatable, CustomStringConvertible {
  public let description: String

  init(_ description: String) { self.description = description }
}
