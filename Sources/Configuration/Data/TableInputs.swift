import Components
import Datasets
import Tasks

/// The input columns of a table.
package struct TableInputs: Sendable {
  /// The numeric input columns. Columns are named by the header, or by their numbers from 0 without one; `0...20` is a
  /// range of numbers.
  package enum Numeric: Hashable, Sendable {
    case named([String])
    /// The columns that are neither categorical, dropped, a target, the column of `task-by`, that of the split nor that of
    /// the weights.
    case rest
  }

  /// The settings of the section.
  static let settings = [
    Setting(
      "numeric", .text("a list of columns or `rest`"), default: "rest",
      "a list of columns (`0...20` is a range of numbered ones), or `rest`: all that are not categorical, dropped, a target or the column of the split"
    ),
    Setting("categorical", .texts("columns"), default: .words([]), "a list of columns"),
    Setting("drop", .texts("columns"), default: .words([]), "a list of columns that are not read"),
    Setting(
      "missing", .choice(TableSchema.Absence.self), default: "indicator",
      "the replacement of a missing number: `mean` (0, which is the mean of the scaled training split, or its median with another `scaling`), or `indicator` (0, and one more input of 0 or 1 for each column that lacks a number in the training split)"
    ),
    Setting(
      "scaling", .choice(TableSchema.Scaling.self), default: "standard",
      "how numbers become inputs: `standard` (less the mean, divided by the standard deviation), `robust` (less the median, divided by the interquartile range) or `quantile` (normal scores: the place among the quantiles, as a number of the standard normal distribution). All are learned from the training split"
    ),
  ]

  package var numeric: Numeric
  package var categorical: [String]
  /// The columns that are not read.
  package var drop: [String]
  /// The replacement of a missing number.
  package var absence: TableSchema.Absence
  package var scaling: TableSchema.Scaling

  var numericNames: [String] { if case .named(let names) = numeric { names } else { [] } }

  init(reading section: DeclaredSection) throws {
    numeric = try section.read("numeric", default: .rest, write: Self.write) { node, path in
      if case .scalar(let scalar) = node.content, scalar.text == "rest" { return .rest }
      guard case .list = node.content else { throw node.mismatch(path, "a list of columns or `rest`") }
      return .named(try node.list(path, of: "columns") { try $0.string($1) })
    }
    categorical = try section.strings("categorical")
    drop = try section.strings("drop")
    absence = try section.unwrittenChoice("missing")
    scaling = try section.unwrittenChoice("scaling")
    let all = numericNames + categorical + drop
    if let twice = all.first(where: { name in all.count(where: { $0 == name }) > 1 }) {
      throw ConfigurationError(
        "`data.inputs` should hold a column once. Found \(Found.quoted(twice)) twice.", at: section.origin)
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
    let named = (targets.map(\.taskBy) + [split.column, sampleWeight]).compactMap(\.self)
    let others = Set(inputs.categorical + inputs.drop + targets.flatMap(\.columns) + named)
    return all.filter { !others.contains($0) }
  }
}
