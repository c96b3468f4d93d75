import Foundation
import Tasks

extension DataSource {
  /// A table with a task for each target of its schema. Inputs are `[input]`. Targets are one number for each row. For
  /// regression it is standardised, and the metrics are in the column's own unit.
  ///
  /// - Parameters:
  ///   - name: the name of the data; the name of the training file by default.
  ///   - cache: the folder in which tables are kept encoded, so that they are parsed once; without one, they are in
  ///     memory.
  /// - Throws: `DatasetError`, see ``Table/init(_:)``.
  public static func table(_ schema: TableSchema, name: String? = nil, cache: URL? = nil) throws -> DataSource {
    table(try Table(schema, cache: cache), name: name)
  }

  /// A data source of a table that was read already.
  public static func table(_ table: Table, name: String? = nil) -> DataSource {
    let schema = table.schema
    let parts = [table.train, table.validation, table.test].map { $0.dataset(table.targets) }
    var source = DataSource(
      name: name ?? URL(fileURLWithPath: schema.train).lastPathComponent, train: parts[0], validation: parts[1],
      test: parts[2], tasks: table.targets.map { table.task($0) }, input: .vector(parts[0].inputs.shape[0]),
      fingerprint: table.fingerprint)
    source.notes = table.notes
    source.place = { schema.place(of: $0, in: $1) }
    source.classNames = table.targets.reduce(into: [:]) { $0[$1.name] = $1.classes.isEmpty ? nil : $1.classes }
    source.answers = table.encoding.answers
    source.targetNames = table.encoding.targetNames
    source.sampleWeight = schema.sampleWeight
    return source
  }
}

extension Table {
  /// The task of a target.
  func task(_ target: Target) -> LearningTask {
    let isComplete = [train, validation, test].allSatisfy { $0.isComplete[target.name] == true }
    return target.task(isComplete: isComplete).measured(
      forShares: target.shares([train, validation, test].flatMap { $0.targets(of: target.name) }))
  }
}

extension Table.Part {
  /// The values of one target.
  func targets(of name: String) -> [Float] { targetFields[name]?.floats ?? [] }
}

extension Table.Target {
  /// The shares of the classes among labels, of no and yes for a yes-or-no target; empty for numbers.
  func shares(_ values: some Sequence<Float>) -> [Double] {
    guard kind != .regression, kind != .survival else { return [] }
    var counts = Array(repeating: 0, count: kind == .binary ? 2 : classes.count)
    for value in values where isLabel(value) { counts[Int(value)] += 1 }
    let sum = counts.reduce(0, +)
    return sum == 0 ? [] : counts.map { Double($0) / Double(sum) }
  }

  /// The value that stands for a missing label.
  var missing: Float { kind == .classification ? -1 : .nan }

  /// The values that are no label.
  var absence: Field.Absence {
    switch kind {
    case .classification: .negative
    // A risk is learned by events alone; intervals also by whoever survives them.
    case .survival: intervals == nil ? .censored : .nan
    case .regression, .binary: .nan
    }
  }

  /// Whether a value of this target is a label.
  func isLabel(_ value: Float) -> Bool { kind == .classification ? value >= 0 : !value.isNaN }

  /// The task of this target.
  func task(isComplete: Bool) -> LearningTask {
    switch kind {
    case .regression:
      .regression(name, mean: mean, standardDeviation: deviation, unit: unit, isComplete: isComplete)
    case .binary: .binary(name, isComplete: isComplete)
    case .classification: .classification(name, classes: classes.count, isComplete: isComplete)
    case .survival: .survival(name, intervals: intervals ?? [], unit: unit, isComplete: isComplete)
    }
  }

  /// The target's values as they enter a batch.
  func field(_ values: [Float]) -> Field {
    kind == .classification ? Field(classes: values.map { Int64($0) }) : Field(values, absence: absence)
  }
}
