import Components
import Tasks

/// The groups of a table's rows that are tasks of their own: one for each value of a column, such as the schools of a
/// table of pupils.
///
/// A row has a label of its own group's task only. The scale of a number and the classes are those of the whole column,
/// so that losses and metrics of all groups are in one unit.
struct TaskGroups: Codable {
  /// The column whose values are the groups.
  let column: String
  /// The path of the training file, for errors.
  private let path: String
  private let values: CellValues
  /// One cell for each group, in the order of numbers if all are numbers, otherwise of text.
  let names: [String]
  /// The number of each group by its value.
  private let numbers: [String: Int]

  /// The largest number of tasks of a table.
  static let mostTasks = 10_000

  /// Finds the groups of a training file; nil if no target has tasks by groups.
  ///
  /// - Throws: `DatasetError` for more tasks than ``mostTasks``.
  init?(_ targets: [TableSchema.Target], in file: TableRows) throws {
    let grouped = targets.compactMap(\.taskBy)
    guard let column = grouped.first else { return nil }
    let words = file.texts(try file.column(column)).words
    (self.column, path, values) = (column, file.path, CellValues(words))
    names = values.names(words)
    numbers = Dictionary(uniqueKeysWithValues: names.enumerated().map { [values] in (values.value($1), $0) })
    let count = names.count * grouped.count + targets.count - grouped.count
    guard count <= Self.mostTasks else {
      throw DatasetError(
        "`\(column)` of `\(file.path)` should make at most \(Self.mostTasks) tasks (`task-by`). Found \(count): does it "
          + "name rows instead of groups?")
    }
  }

  /// The name of the task of a target and a group: "score 12".
  func name(_ target: TableSchema.Target, _ group: Int) -> String { "\(target.name) \(names[group])" }

  /// The number of the group of each row of a file.
  ///
  /// - Throws: `DatasetError` for a row without a group, or with one that the training file lacks.
  func groups(of file: TableRows) throws -> [Int] {
    let texts = file.texts(try file.column(column)), known = texts.words.map { numbers[values.value($0)] }
    return try (0..<file.count).map { row in
      guard let cell = texts[row] else {
        throw DatasetError(
          "\(file.place(row)), column `\(column)` should have a value, as each value is a task (`task-by`). Found none."
        )
      }
      guard let group = known[texts.place(row)] else {
        throw DatasetError(
          "\(file.place(row)), column `\(column)` should have a value that `\(path)` has too, as each value is a task "
            + "(`task-by`). Found \(Found.quoted(cell)).")
      }
      return group
    }
  }

  /// The number of labels of each target in each group, over some rows of a file; none for a target of all rows.
  func labelled(_ targets: [TableSchema.Target], in file: TableRows, rows: [Int]) throws -> [[Int]] {
    let groups = try groups(of: file)
    return try targets.map { target in
      guard target.taskBy != nil else { return [] }
      let isKnown = try file.hasLabels(target)
      var counts = Array(repeating: 0, count: names.count)
      for row in rows where isKnown[row] { counts[groups[row]] += 1 }
      return counts
    }
  }

  /// Checks that every group has a label in every split.
  ///
  /// - Parameter labelled: the numbers of labels of each split, see ``labelled(_:in:rows:)``.
  /// - Throws: `DatasetError` with the group and its number of rows.
  func check(_ targets: [TableSchema.Target], _ labelled: [[[Int]]]) throws {
    for (place, target) in targets.enumerated() where target.taskBy != nil {
      for (group, name) in names.enumerated() {
        let counts = labelled.map { $0[place][group] }
        guard counts.contains(0) else { continue }
        let found = zip(Split.allCases, counts).map { "\($1) \($0)" }.joined(separator: ", ")
        let rows = counts.reduce(0, +)
        throw DatasetError(
          "Each value of `\(column)` of `\(path)` should have a row with a `\(target.column)` in every split, as it is "
            + "a task (`task-by`). Found \(rows) \(rows == 1 ? "row" : "rows") of \(Found.quoted(name)): \(found).")
      }
    }
  }
}

extension TableRows {
  /// Whether each row has a cell in the columns of a target.
  fileprivate func hasLabels(_ target: TableSchema.Target) throws -> [Bool] {
    let column = try column(target.column)
    func hasText(_ column: Int) -> [Bool] {
      let texts = texts(column)
      return (0..<count).map { texts.place($0) >= 0 }
    }
    guard target.isNumber else { return hasText(column) }
    var isKnown = Array(repeating: false, count: count)
    try numbers.read(Array(0..<count)) { part in
      let values = part.column(number(column))
      for row in part.rows { isKnown[row] = !values[row - part.first].isNaN }
    }
    if let event = target.event { isKnown = zip(isKnown, hasText(try self.column(event))).map { $0 && $1 } }
    return isKnown
  }
}
