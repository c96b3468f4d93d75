/// Named columns of numbers with one row for each individual. NaN is a missing value.
///
/// ```swift
/// let table = try FeatureTable(["age", "volume"], rows: [[61, 12.5], [48, .nan]])
/// ```
public struct FeatureTable: Sendable, Hashable {
  /// The names of the columns, all different.
  public let names: [String]
  /// The values, `[column][row]`.
  public let columns: [[Double]]
  /// The number of rows.
  public let count: Int

  /// Creates a table from its columns.
  ///
  /// - Parameter columns: the values, `[column][row]`.
  /// - Throws: ``SurvivalError`` for a name that appears twice, columns of different lengths and infinite values.
  public init(_ names: [String], columns: [[Double]]) throws {
    guard names.count == columns.count else {
      throw SurvivalError(
        "each column of a table should have a name. Found \(columns.count) columns, \(names.count) names.")
    }
    var seen: Set<String> = []
    if let twice = names.first(where: { !seen.insert($0).inserted }) {
      throw SurvivalError("the columns of a table should have different names. Found `\(twice)` twice.")
    }
    let count = columns.first?.count ?? 0
    for (name, column) in zip(names, columns) {
      guard column.count == count else {
        throw SurvivalError("`\(name)` should have \(count) rows, as the first column. Found \(column.count).")
      }
      if let row = column.firstIndex(where: \.isInfinite) {
        throw SurvivalError("`\(name)` should be finite or missing. Found \(column[row]) in row \(row).")
      }
    }
    self.init(unchecked: names, columns, count)
  }

  /// Creates a table from its rows.
  ///
  /// - Parameter rows: the values, `[row][column]`.
  /// - Throws: ``SurvivalError`` for a name that appears twice, rows of another length and infinite values.
  public init(_ names: [String], rows: [[Double]]) throws {
    if let row = rows.firstIndex(where: { $0.count != names.count }) {
      throw SurvivalError("each row should have \(names.count) values. Found \(rows[row].count) in row \(row).")
    }
    try self.init(names, columns: names.indices.map { column in rows.map { $0[column] } })
  }

  private init(unchecked names: [String], _ columns: [[Double]], _ count: Int) {
    (self.names, self.columns, self.count) = (names, columns, count)
  }

  /// The values, `[row][column]`.
  public var rows: [[Double]] { (0..<count).map { row in columns.map { $0[row] } } }

  /// The values of a column, one for each row.
  ///
  /// - Throws: ``SurvivalError`` if there is no such column.
  public func column(_ name: String) throws -> [Double] {
    guard let place = names.firstIndex(of: name) else {
      throw SurvivalError("a table should have a column `\(name)`. Found \(names.count) others.")
    }
    return columns[place]
  }

  /// The columns with these numbers, in this order.
  ///
  /// - Precondition: the numbers are different columns of the table.
  public func selecting(_ places: [Int]) -> FeatureTable {
    FeatureTable(unchecked: places.map { names[$0] }, places.map { columns[$0] }, count)
  }

  /// The rows with these numbers, in this order. A row may be taken more than once.
  ///
  /// - Precondition: the numbers are rows of the table.
  public func rows(at rows: [Int]) -> FeatureTable {
    FeatureTable(unchecked: names, columns.map { column in rows.map { column[$0] } }, rows.count)
  }

  /// The table with one more column at its end.
  ///
  /// - Throws: ``SurvivalError`` for a name that is there already and for another number of rows.
  public func adding(_ name: String, _ values: [Double]) throws -> FeatureTable {
    try FeatureTable(names + [name], columns: columns + [values])
  }

  /// Checks that no value is missing.
  ///
  /// - Parameter user: what needs the values, for the error.
  func checkComplete(for user: String) throws {
    for (name, column) in zip(names, columns) {
      guard let row = column.firstIndex(where: \.isNaN) else { continue }
      throw SurvivalError("`\(name)` should have a value in each row for \(user). Found NaN in row \(row).")
    }
  }

  /// Checks that each column has two different values.
  ///
  /// - Parameter user: what needs them, for the error.
  func checkVaried(for user: String) throws {
    for (name, column) in zip(names, columns) where column.allSatisfy({ $0 == column[0] }) {
      throw SurvivalError("`\(name)` should have different values for \(user). Found only \(column.first ?? .nan).")
    }
  }
}
