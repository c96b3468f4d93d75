import Components
import Tasks

/// The encoding that turns cells into numbers, learned from the rows of the training split. It finds columns by name,
/// so other files may have other orders and more columns.
struct TableEncoding: Codable {
  struct Numeric: Codable {
    var column: String
    var scale: NumericScale
    /// The place of the input that says whether the number is missing; nil for a column without such an input.
    var indicator: Int?
  }

  struct Categorical: Codable {
    var column: String
    var values: CellValues
    /// The place of each value.
    var categories: [String: Int]
  }

  struct Label: Codable {
    var schema: TableSchema.Target
    var values: CellValues
    /// The number of each value of a classification.
    var classes: [String: Int] = [:]
    /// Whether each value of the training split is class 1, for a yes-or-no target.
    var answers: [String: Bool] = [:]
    /// The cells of the training split of a yes-or-no target, for errors.
    var cells: [String] = []
    /// The number of the group whose rows have labels; nil for all rows.
    var group: Int?
  }

  private(set) var numeric: [Numeric] = []
  private(set) var categorical: [Categorical] = []
  private(set) var labels: [Label] = []
  /// The groups that are tasks; nil if each target is one task.
  let groups: TaskGroups?
  private(set) var targets: [Table.Target] = []
  private(set) var inputNames: [String] = []

  /// Learns an encoding.
  ///
  /// - Parameter rows: the rows of the training split. Nothing is learned from others.
  /// - Throws: `DatasetError` for a column that cannot be what the schema says.
  init(_ schema: TableSchema, file: TableRows, rows: [Int]) throws {
    let numericColumns = try file.columns(schema.numeric), categoricalColumns = try file.columns(schema.categorical)
    try Self.check(schema, inputs: numericColumns + categoricalColumns, of: file)
    groups = try TaskGroups(schema.targets, in: file)
    let moments = try Self.moments(numericColumns, schema, file: file, rows: rows)
    let scales = try NumericScale.learned(
      schema.scaling, numericColumns.map { moments[$0]! }, columns: numericColumns, file: file, rows: rows)
    for (column, scale) in zip(numericColumns, scales) {
      numeric.append(Numeric(column: file.columns[column], scale: scale))
      inputNames.append(file.columns[column])
    }
    for column in categoricalColumns {
      let cells = Self.different(file.texts(column), rows), values = CellValues(cells)
      // In the order of text, for numbers too: the places of inputs have no meaning, and stay what they were.
      let names = values.names(cells).sorted()
      guard names.count <= Self.mostCategories else {
        throw DatasetError(
          "`\(file.columns[column])` of `\(file.path)` should have at most \(Self.mostCategories) categories. "
            + "Found \(names.count): does it name rows, so that it should be dropped?")
      }
      categorical.append(
        Categorical(
          column: file.columns[column], values: values,
          categories: Dictionary(uniqueKeysWithValues: names.enumerated().map { (values.value($1), $0) })))
      inputNames += names.map { "\(file.columns[column])=\($0)" }
    }
    // Behind all others, whose places stay what they are.
    if schema.absence == .indicator {
      for (place, column) in numericColumns.enumerated() where (1..<rows.count).contains(moments[column]!.count) {
        numeric[place].indicator = inputNames.count
        inputNames.append("\(file.columns[column])=missing")
      }
    }
    for target in schema.targets { try add(target, file: file, rows: rows, moments) }
    try checkNames()
  }

  /// The largest number of categories of a column, each of which is an input: more than any network should have.
  private static let mostCategories = 10_000

  /// The moments of the columns of inputs and targets that are numbers.
  private static func moments(
    _ inputs: [Int], _ schema: TableSchema, file: TableRows, rows: [Int]
  ) throws -> [Int: Moments] {
    let targets = try schema.targets.filter { $0.kind == .regression }.map { try file.column($0.column) }
    let columns = Array(Set(inputs + targets))
    return Dictionary(
      uniqueKeysWithValues: zip(columns, try file.numbers.moments(columns.map(file.number), rows: rows)))
  }

  /// The different texts of some rows.
  private static func different(_ column: TextColumn, _ rows: [Int]) -> Set<String> {
    var occurs = Array(repeating: false, count: column.words.count)
    for row in rows where column.place(row) >= 0 { occurs[column.place(row)] = true }
    return Set(column.words.indices.filter { occurs[$0] }.map { column.words[$0] })
  }

  /// Checks that no column is two inputs, or an input and a target, or the weights and one of these, or an input and the
  /// column that divides rows into groups. An input that is also a target would give the answer away.
  private static func check(_ schema: TableSchema, inputs: [Int], of file: TableRows) throws {
    var used: Set<Int> = []
    for column in inputs where !used.insert(column).inserted {
      throw DatasetError("`\(file.columns[column])` should be an input once. Found it twice.")
    }
    for target in schema.targets {
      for column in target.columns where used.contains(try file.column(column)) {
        throw DatasetError("`\(column)` is a target (`\(target.name)`) and should not be an input.")
      }
    }
    if let name = schema.sampleWeight {
      let weight = try file.column(name)
      if used.contains(weight) { throw DatasetError("`\(name)` is the sample weight and should not be an input.") }
      for target in schema.targets where try target.columns.map(file.column).contains(weight) {
        throw DatasetError("`\(name)` is the sample weight and should not be a target (`\(target.name)`).")
      }
    }
    if schema.division.rule == .group, let name = schema.division.column, used.contains(try file.column(name)) {
      throw DatasetError("`\(name)` divides the rows into groups and should not be an input.")
    }
  }

  /// Learns a target: the scale of a number, the classes of a classification, or the cells that count as yes.
  private mutating func add(
    _ target: TableSchema.Target, file: TableRows, rows: [Int], _ moments: [Int: Moments]
  ) throws {
    let index = try file.column(target.column)
    var classes: [String] = [], scale = Standardization.none
    var label = Label(schema: target, values: CellValues([]))
    func cells() throws -> Set<String> {
      let cells = Self.different(file.texts(try file.column(target.event ?? target.column)), rows)
      guard !cells.isEmpty else { throw Self.unlabelled(target, file) }
      return cells
    }
    switch target.kind {
    case .regression:
      let moments = moments[index]!
      guard moments.count > 0 else { throw Self.unlabelled(target, file) }
      scale = try Standardization(moments, column: target.column, of: file.path)
    case .classification:
      if let listed = target.classes {
        (label.values, classes) = (CellValues(listed), listed)
      } else {
        let cells = try cells()
        label.values = CellValues(cells)
        classes = label.values.names(cells)
      }
      for (number, name) in classes.enumerated() {
        guard label.classes.updateValue(number, forKey: label.values.value(name)) == nil else {
          throw DatasetError(
            "`classes` of `\(target.name)` should be different values. Found \(Found.quoted(name)) again.")
        }
      }
    case .binary, .survival:
      let cells = try cells()
      label.values = CellValues(cells)
      label.cells = label.values.names(cells)
      let values = Set(cells.map(label.values.value))
      if let strange = target.positive?.first(where: { !values.contains(label.values.value($0)) }) {
        let hint = Suggestion.nearest(to: strange, among: cells.sorted()).map { " Did you mean \"\($0)\"?" } ?? ""
        throw DatasetError(
          "`\(target.positiveKey)` of `\(target.name)` should list cells of the column `\(target.event ?? target.column)`. "
            + "\"\(strange)\" is none.\(hint)")
      }
      if let positive = target.positive.map({ Set($0.map(label.values.value)) }) {
        label.answers = Dictionary(uniqueKeysWithValues: values.map { ($0, positive.contains($0)) })
      } else {
        label.values = CellValues(["0", "1"])
        label.answers = [label.values.value("0"): false, label.values.value("1"): true]
      }
      // A cell that is neither is refused with its line.
      let known = cells.map { label.answers[label.values.value($0)] }
      guard target.kind != .survival || known.contains(true) || known.contains(nil) else {
        throw DatasetError(
          "`\(target.name)` should have events in the training split of `\(file.path)`. Found censored times alone.")
      }
    }
    func append(_ name: String) {
      labels.append(label)
      targets.append(
        Table.Target(
          name: name, kind: target.kind, classes: classes, mean: scale.mean, deviation: scale.deviation,
          unit: target.unit, intervals: target.intervals))
    }
    guard target.taskBy != nil, let groups else { append(target.name); return }
    for group in groups.names.indices {
      label.group = group
      append(groups.name(target, group))
    }
  }

  /// Checks that tasks have different names: those of groups may be like the name of another target.
  private func checkNames() throws {
    var names: Set<String> = []
    for target in targets where !names.insert(target.name).inserted {
      throw DatasetError(
        "Each task should have a name of its own. Found `\(Found.cut(target.name))` twice: `name` gives a target another."
      )
    }
  }

  private static func unlabelled(_ target: TableSchema.Target, _ file: TableRows) -> DatasetError {
    DatasetError("`\(target.name)` should have labels in the training split of `\(file.path)`. Found none.")
  }
}

extension TableEncoding {
  /// The name of the target of each task that is a group of rows.
  var targetNames: [String: String] {
    zip(targets, labels).reduce(into: [:]) { $0[$1.0.name] = $1.1.group == nil ? nil : $1.1.schema.name }
  }

  /// The cells of each yes-or-no target.
  var answers: [String: DataSource.Answers] {
    zip(targets, labels).reduce(into: [:]) { answers, task in
      let (target, label) = task
      guard label.schema.kind == .binary else { return }
      func cells(_ answer: Bool) -> [String] { label.cells.filter { label.answers[label.values.value($0)] == answer } }
      answers[target.name] = .init(no: cells(false), yes: cells(true))
    }
  }
}
