import Datasets
import Tasks

extension TableConfiguration {
  /// The schema for the reader.
  ///
  /// - Throws: `DatasetError` if the training file cannot be read or lacks a column that is dropped.
  package func schema(_ reading: DataReading) throws -> TableSchema {
    var schema = TableSchema(
      train: files.train,
      targets: targets.map(\.schema))
    schema.format = format == .csv ? .csv : .float64
    schema.validation = files.validation
    schema.test = files.test
    schema.separator = String(separator)
    schema.decimal = decimal
    schema.header = header
    schema.width = columns
    schema.missing = missing
    schema.textLimit = textLimit
    (schema.absence, schema.scaling) = (inputs.absence, inputs.scaling)
    schema.categorical = inputs.categorical
    let all = try schema.columns()
    schema.numeric = numericColumns(of: all)
    schema.division = split.division(reading)
    try schema.requireColumns(inputs.drop)
    return schema
  }
}

extension TableTarget {
  /// The target for the reader.
  var schema: TableSchema.Target {
    TableSchema.Target(name: name, column: column, kind: kind.schema, classes: classes, positive: positive)
  }
}

extension TableSplit {
  /// The division for the reader.
  func division(_ reading: DataReading) -> TableSchema.Division {
    var division = TableSchema.Division()
    division.rule = by.rule
    division.column = column
    division.validation = validation
    division.test = test
    division.seed = seed.value(for: reading)
    division.fold = reading.fold ?? fold
    division.validationValues = validationValues
    division.testValues = testValues
    return division
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
