import Components
import Tasks

/// A column of the index, which a question can name.
struct IndexColumn: Sendable, Hashable {
  var name: String
  /// Whether it is a column of the table; otherwise it is among a run's facts.
  var isFixed: Bool
  /// Whether it is compared as text, so that `7` is a word too.
  var isText: Bool

  /// The columns that every kind of run has. Hyper-parameters, the configuration's keys and figures are facts instead,
  /// as far as runs have them.
  static let fixed: [IndexColumn] =
    [
      "experiment", "cell", "state", "method", "label", "role", "tasks", "data", "network", "sharing", "failure",
      "started", "finished", "path",
    ].map { IndexColumn(name: $0, isFixed: true, isText: true) }
    + [
      "seed", "learning-rate", "weight-decay", "epochs", "steps", "seconds", "parameters", "best-epoch", "best-step",
      "best-seconds",
    ].map { IndexColumn(name: $0, isFixed: true, isText: false) }

  /// The columns that `runs list` shows by default, as far as the listed runs have them.
  static let usual = [
    "cell", "experiment", "state", "label", "seed", "role", "learning-rate", "weight-decay", "epochs", "seconds",
    "validation.delta-m", "test.delta-m", "failure",
  ]

  /// The value in SQL. A name reaches it as an argument, or is one of the names above.
  var sql: (text: String, arguments: [String]) {
    if isFixed { return ("\"\(name)\"", []) }
    // SQLite's paths compare a name with the text of the JSON, where these are escaped.
    let isEscaped = name.unicodeScalars.contains { $0.value < 0x20 || "\"\\/".unicodeScalars.contains($0) }
    return isEscaped
      ? ("(SELECT value FROM json_each(facts) WHERE key = ?)", [name])
      : ("json_extract(facts, ?)", ["$.\"\(name)\""])
  }

  /// The column of a name. Capitals and signs may be left out if only one column fits: `test.total-updrs.mae` is
  /// "test.total UPDRS.mae".
  ///
  /// - Throws: ``RunQueryError`` with the nearest name, or with the names that may be meant.
  static func named(_ name: String, known: [String]) throws(RunQueryError) -> IndexColumn {
    if let column = fixed.first(where: { $0.name == name.lowercased() }) { return column }
    for spelling in [{ $0 }, { $0.lowercased() }, IndexedRun.plain] as [(String) -> String] {
      let written = spelling(name)
      let found = known.filter { spelling($0) == written }
      guard let first = found.first else { continue }
      guard found.count == 1 else {
        throw RunQueryError("`\(name)` should name one column. Found \(found.count): \(found.quotedList).")
      }
      return IndexColumn(name: first, isFixed: false, isText: false)
    }
    throw RunQueryError(
      "`\(name)` is no column of these runs." + Suggestion.sentence(for: name, among: fixed.map(\.name) + known))
  }
}

extension RunIndex {
  /// The names that every index knows.
  package static let fixedColumns = IndexColumn.fixed.map(\.name)
}

/// An error for a question to the index that has no answer.
package struct RunQueryError: Error, Equatable, CustomStringConvertible {
  package let description: String

  package init(_ description: String) { self.description = description }
}
