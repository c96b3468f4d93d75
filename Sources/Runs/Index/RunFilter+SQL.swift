import Components
import GRDB
import Tasks

extension RunFilter {
  /// The condition in SQL. Names and values are always passed as arguments.
  ///
  /// - Parameter known: the names of facts that runs have.
  /// - Throws: ``RunQueryError`` for a column that no run has, and a number compared with a word.
  func sql(_ known: [String]) throws(RunQueryError) -> FilterSQL {
    switch self {
    case .either(let parts): return try Self.joined(parts, " OR ", known)
    case .all(let parts): return try Self.joined(parts, " AND ", known)
    case .not(let part):
      let inner = try part.sql(known)
      return FilterSQL(text: "NOT (\(inner.text))", arguments: inner.arguments)
    case .missing(let name):
      let column = try IndexColumn.named(name, known: known).sql
      return FilterSQL(text: "\(column.text) IS NULL", arguments: column.arguments.map(\.databaseValue))
    case .among(let name, let values):
      return try Self.joined(values.map { .compare(name, .equal, $0) }, " OR ", known)
    case .compare(let name, let operation, let value):
      let column = try IndexColumn.named(name, known: known)
      switch operation {
      case .contains, .lacks: return Self.pattern(column, value, isNegated: operation == .lacks)
      default: return try Self.comparison(column, operation, value)
      }
    }
  }

  /// The SQL of a comparison. Values are arguments and never part of the text, so that no value is read as SQL.
  private static func comparison(
    _ column: IndexColumn, _ operation: Operator, _ value: Literal
  ) throws(RunQueryError) -> FilterSQL {
    let number = column.isText ? nil : value.number
    if column.isFixed && !column.isText && number == nil {
      throw RunQueryError("`\(column.name)` should be compared with a number. Found `\(Found.cut(value.text))`.")
    }
    let argument = number?.databaseValue ?? value.text.databaseValue
    var sql = FilterSQL(
      text: "\(column.sql.text) \(operation.rawValue) ? COLLATE NOCASE",
      arguments: column.sql.arguments.map(\.databaseValue) + [argument])
    if !column.isFixed, operation != .equal {
      // To SQLite every number is below every text.
      sql.text = "(\(sql.text)) AND typeof(\(column.sql.text)) \(number == nil ? "=" : "<>") 'text'"
      sql.arguments += column.sql.arguments.map(\.databaseValue)
    }
    return sql
  }

  /// The SQL of a search for text inside a column, without regard to case.
  private static func pattern(_ column: IndexColumn, _ value: Literal, isNegated: Bool) -> FilterSQL {
    // What stands for other letters in a pattern is plain here.
    let plain = value.text.replacing("\\", with: "\\\\").replacing("%", with: "\\%").replacing("_", with: "\\_")
    return FilterSQL(
      text: "\(column.sql.text) \(isNegated ? "NOT " : "")LIKE ? ESCAPE '\\'",
      arguments: column.sql.arguments.map(\.databaseValue) + ["%\(plain)%".databaseValue])
  }

  private static func joined(
    _ parts: [RunFilter], _ word: String, _ known: [String]
  ) throws(RunQueryError) -> FilterSQL {
    var joined = FilterSQL(text: "", arguments: [])
    for part in parts {
      let sql = try part.sql(known)
      joined.text += (joined.text.isEmpty ? "" : word) + "(\(sql.text))"
      joined.arguments += sql.arguments
    }
    return joined
  }
}

/// A condition in SQL with what its question marks stand for.
struct FilterSQL {
  var text: String
  var arguments: [DatabaseValue]
}
