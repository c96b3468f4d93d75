import Components
import Datasets
import Tasks

/// The input columns of a table.
package struct TableInputs: Sendable {
  /// The numeric input columns. Columns are named by the header, or by their numbers from 0 without one; `0...20` is a
  /// range of numbers.
  package enum Numeric: Hashable, Sendable {
    case named([String])
    /// The columns that are neither categorical, dropped, a target nor the column of groups.
    case rest
  }

  package var numeric: Numeric
  package var categorical: [String]
  /// The columns that are not read.
  package var drop: [String]
  /// The replacement of a missing number.
  package var absence = TableSchema.Absence.indicator
  package var scaling = TableSchema.Scaling.standard

  var numericNames: [String] { if case .named(let names) = numeric { names } else { [] } }

  init(reading section: ConfigurationSection) throws {
    numeric = try section.read("numeric", default: .rest, write: Self.write) { node, path in
      if case .scalar(let scalar) = node.content, scalar.text == "rest" { return .rest }
      guard case .list = node.content else { throw node.mismatch(path, "a list of columns or `rest`") }
      return .named(try node.list(path, of: "columns") { try $0.string($1) })
    }
    categorical = try section.strings("categorical", default: [])
    drop = try section.strings("drop", default: [])
    absence = try section.optionalChoice("missing") ?? absence
    scaling = try section.optionalChoice("scaling") ?? scaling
    let all = numericNames + categorical + drop
    if let twice = all.first(where: { name in all.count(where: { $0 == name }) > 1 }) {
      throw ConfigurationError(
        "`data.inputs` should hold a column once. Found \(Found.quoted(twice)) twice.", at: section.node.origin)
    }
  }

  private static func write(_ value: Numeric, _ origin: ConfigurationOrigin) -> ConfigurationNode.Content {
    switch value {
    case .rest: .value("rest")
    case .named(let names): .list(names, origin) { .value($0) }
    }
  }
}

extension TableConfiguration {
  /// The numeric input columns of a table that has the columns `all`.
  package func numericColumns(of all: [String]) -> [String] {
    guard case .rest = inputs.numeric else { return inputs.numericNames }
    let others = Set(inputs.categorical + inputs.drop + targets.map(\.column) + [split.column].compactMap { $0 })
    return all.filter { !others.contains($0) }
  }
}
