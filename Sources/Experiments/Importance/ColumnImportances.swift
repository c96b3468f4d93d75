import Foundation
import Printing
import Runs
import Tasks

/// The importance of each column of a table for each task of a run.
package struct ColumnImportances: Sendable {
  /// The importance of a column for one task.
  package struct Column: Sendable, Hashable {
    package var name: String
    /// The amount by which the metric is worse without the column, in the metric's unit, as the mean over the repeats.
    package var mean: Double
    /// The standard deviation over the repeats; nil for one.
    package var standardDeviation: Double?
    package var values: [Double]
  }

  /// The columns of one task, the most important first.
  package struct Task: Sendable {
    package var task: String
    package var metric: MetricDefinition
    /// The value of the metric with all columns.
    package var value: Double
    package var columns: [Column]
  }

  package var split: String
  package var repeats: Int
  package var seed: Int
  package var tasks: [Task]

  /// The importances of several runs on the same data as one.
  package static func joined(_ all: [ColumnImportances]) -> ColumnImportances? {
    guard var first = all.first else { return nil }
    first.tasks = all.flatMap(\.tasks)
    return first
  }

  package var text: String {
    var lines = [
      "\(split) split: how much worse a metric gets where a column is shuffled, mean ± standard deviation of \(repeats) "
        + (repeats == 1 ? "repeat" : "repeats")
    ]
    for task in tasks {
      let better = task.metric.direction == .higherIsBetter ? "higher is better" : "lower is better"
      let unit = task.metric.unit.isEmpty ? "" : " \(task.metric.unit)"
      let value = task.value.formatted(.number.precision(.significantDigits(4)))
      lines += ["", TerminalText.escaped("\(task.task): \(task.metric.name) \(value)\(unit), \(better)")]
      let decimals = Self.decimals(task)
      let rows = task.columns.map { column in
        [
          "  " + column.name, NumberText.signed(column.mean, decimals),
          column.standardDeviation.map { "± " + NumberText.fixed($0, decimals) } ?? "",
        ]
      }
      lines += TextColumns.lines(rows, right: [false, true, true])
    }
    lines += ["", Self.caveat]
    return lines.joined(separator: "\n")
  }

  /// The sentence that warns of columns that say the same and hide each other.
  static let caveat =
    "A column can look unimportant because another one says the same. Compare what is far above its deviation."

  /// The number of decimals: enough for three digits of the largest importance.
  private static func decimals(_ task: Task) -> Int {
    let largest = task.columns.map { abs($0.mean) }.max() ?? 0
    guard largest > 0 else { return 3 }
    return min(9, max(0, 2 - Int(log10(largest).rounded(.down))))
  }

  package func json() throws -> String {
    struct Fields: Encodable {
      struct Column: Encodable {
        var column: String
        var mean: Double
        var standardDeviation: Double?
        var values: [Double]
      }
      struct Task: Encodable {
        var task: String
        var metric: String
        var better: String
        var value: Double
        var columns: [Column]
      }
      var split: String
      var repeats: Int
      var seed: Int
      var tasks: [Task]
    }
    return try JSONText.encode(
      Fields(
        split: split, repeats: repeats, seed: seed,
        tasks: tasks.map { task in
          Fields.Task(
            task: task.task, metric: task.metric.name,
            better: task.metric.direction == .higherIsBetter ? "higher" : "lower", value: task.value,
            columns: task.columns.map {
              .init(column: $0.name, mean: $0.mean, standardDeviation: $0.standardDeviation, values: $0.values)
            })
        }))
  }
}
