import Printing
import Runs
import Tasks

extension Comparison {
  /// A sentence for each figure that a run lacks; one for all runs if none has the metric.
  static func missingFigures(
    _ labels: [String], _ rows: [[(repetition: Repetition, values: [Double?])]], _ columns: [MetricDefinition],
    _ split: String
  ) -> [String] {
    var sentences: [String] = []
    let nobody = columns.indices.filter { column in
      rows.contains { !$0.isEmpty } && rows.allSatisfy { $0.allSatisfy { $0.values[column] == nil } }
    }
    for column in nobody {
      let metric = columns[column]
      let need = Metrics.needs(of: metric.name).map { ": it needs \($0)" } ?? ""
      sentences.append(
        "No run has `\(metric.name)` of `\(metric.task)`: it is not defined for the labels of the \(split) split\(need)."
      )
    }
    for (label, row) in zip(labels, rows) {
      for (repetition, values) in row {
        for column in columns.indices where values[column] == nil && !nobody.contains(column) {
          sentences.append(
            "\(label), \(repetition.name): `\(columns[column].name)` of `\(columns[column].task)` is missing or not finite."
          )
        }
      }
    }
    return sentences
  }

  /// A sentence for each metric that leaves out labels of the split.
  static func leftOutLabels(
    _ runs: [RunFolder.Finished], _ columns: [MetricDefinition], _ split: String
  ) -> [String] {
    columns.compactMap { column in
      let most = runs.compactMap { $0.result.leftOut?[split]?[column.task]?[column.name] }.max()
      return most.map {
        "`\(column.name)` of `\(column.task)` leaves out \(NumberText.grouped($0)) true values of 0 in the \(split) split."
      }
    }
  }
}
