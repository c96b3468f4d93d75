import Datasets

extension TableConfiguration {
  /// The reader's schema.
  func schema() throws -> TableSchema {
    var schema = TableSchema(
      train: trainFile,
      targets: targets.map { target in
        TableSchema.Target(
          name: target.name, column: target.column, kind: target.kind.schema, classes: target.classes,
          positive: target.positive)
      })
    schema.format = format == .csv ? .csv : .float64
    schema.validation = validationFile
    schema.test = testFile
    schema.separator = String(separator)
    schema.header = header
    schema.width = columns
    schema.missing = missing
    schema.categorical = inputs.categorical
    schema.numeric = try numericColumns(of: schema.columns())
    schema.division.rule = split.by.rule
    schema.division.column = split.column
    schema.division.validation = split.validation
    schema.division.test = split.test
    schema.division.seed = UInt64(split.seed)
    schema.division.validationValues = split.validationValues
    schema.division.testValues = split.testValues
    return schema
  }
}

extension TableTarget.Kind {
  fileprivate var schema: TableSchema.Target.Kind {
    switch self {
    case .regression: .regression
    case .binary: .binary
    case .classification: .classification
    }
  }
}

extension TableSplit.Rule {
  fileprivate var rule: TableSchema.Division.Rule {
    switch self {
    case .random: .random
    case .group: .group
    case .column: .column
    }
  }
}
