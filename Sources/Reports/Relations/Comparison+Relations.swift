import Printing
import Statistics

extension Comparison {
  /// The mean cosine of the gradients of each pair of tasks over all measured epochs, a matrix for each row that measured any, in
  /// one order of the tasks; empty without diagnostics, and for too many tasks.
  package var gradientCosines: [TaskMatrix] {
    guard tasks.count <= TaskMatrix.mostDrawn else { return [] }
    return TaskMatrix.clustered(
      multiTask.compactMap { method in
        let curves = method.curves.filter { $0.quantity == .cosine }
        guard !curves.isEmpty else { return nil }
        let means = Dictionary(
          curves.map { ($0.task, Statistics.mean($0.points.compactMap(\.mean))) },
          uniquingKeysWith: { first, _ in first })
        let cells = tasks.indices.map { row in
          tasks.indices.map { column -> TaskMatrix.Cell? in
            let pair = Curve.pairName(tasks[min(row, column)], tasks[max(row, column)])
            return row == column ? nil : (means[pair] ?? nil).map { .init(value: $0) }
          }
        }
        return TaskMatrix(label: method.label, tasks: tasks, cells: cells)
      })
  }

  /// The table of the cosines in the best row that measured any, with sentences on it; nil if none did, and for two tasks, whose
  /// one number the curves show.
  var cosineTable: (table: ReportTable, about: [String])? {
    guard tasks.count > 2, let matrix = gradientCosines.first, let table = matrix.table("Task relations", decimals: 2)
    else {
      return nil
    }
    return (
      table,
      [
        "Mean cosine of the gradients of two tasks in \(matrix.label), over all measured epochs and seeds: below zero, a step "
          + "that helps one of them hurts the other. Tasks that are alike stand together (average linkage)."
      ]
    )
  }

  /// The tasks that are worse in some multi-task row than alone: the whole interval of their change is on the bad side, beyond
  /// the margin.
  package var negativeTransfer: [(label: String, task: String, change: MethodSummary.Change)] {
    multiTask.flatMap { method in
      zip(tasks, method.taskChanges).compactMap { task, change in
        guard let change, isHarmful(change) else { return nil }
        return (method.label, task, change)
      }
    }
  }

  /// Whether the whole interval of a change is on the bad side, beyond the margin.
  func isHarmful(_ change: MethodSummary.Change) -> Bool {
    guard let interval = change.interval else { return false }
    let improvement = options.convention.improvement
    return max(improvement(interval.low), improvement(interval.high)) < -options.margin
  }

  /// The table of negative transfer, with sentences on it; nil if there is none.
  var negativeTransferTable: (table: ReportTable, about: [String])? {
    let harmed = negativeTransfer
    guard tasks.count > 1, !harmed.isEmpty else { return nil }
    let arrow = options.convention.direction == .lowerIsBetter ? "↓" : "↑"
    let rows = harmed.map { label, task, change -> [ReportTable.Cell] in
      [
        .init(text: label), .init(text: task), .init(text: NumberText.signed(change.percent, percentDecimals)),
        change.interval.map { .init(text: NumberText.interval($0, percentDecimals)) } ?? .absent,
      ]
    }
    let table = ReportTable(
      title: "Negative transfer",
      columns: [
        .init(title: "Method", isNumeric: false), .init(title: "Task", isNumeric: false),
        .init(title: "Change", detail: "%", arrow: arrow), .init(title: "\(levelText) interval"),
      ], rows: rows)
    return (
      table,
      [
        "Tasks that are worse than alone: the whole pointwise interval of their change lies on the bad side, beyond the "
          + "margin of \(NumberText.printed(options.margin)) %."
      ]
    )
  }
}
