import Printing
import Statistics

extension TaskMatrix {
  /// What each task gains from being trained with each other one rather than alone in one row, in percent; nil if no pair has
  /// the row. Positive numbers are gains in every convention of Δm.
  ///
  /// Source: T. Standley et al., [Which Tasks Should Be Learned Together in Multi-task
  /// Learning?](https://arxiv.org/abs/1905.07553), ICML 2020.
  ///
  /// - Parameter pairs: comparisons of two tasks each, a pair once (`comparison.each: {tasks: 2}`).
  package static func gains(_ label: String, of pairs: [Comparison]) -> TaskMatrix? {
    var tasks: [String] = []
    for task in pairs.flatMap(\.tasks) where !tasks.contains(task) { tasks.append(task) }
    var cells = [[Cell?]](repeating: Array(repeating: nil, count: tasks.count), count: tasks.count)
    for pair in pairs {
      guard let method = pair.multiTask.first(where: { $0.label == label }) else { continue }
      let places = pair.tasks.compactMap(tasks.firstIndex)
      for (own, other) in [(0, 1), (1, 0)] {
        cells[places[own]][places[other]] = method.change(of: own).map { pair.gain($0) }
      }
    }
    guard cells.joined().contains(where: { $0 != nil }) else { return nil }
    return TaskMatrix(label: label, tasks: tasks, cells: cells)
  }
}

extension Survey {
  /// The gains of the tasks from each other, a matrix for each method, in one order of the tasks. It takes the comparisons of two
  /// tasks, and is empty if no task is in two of them or if two have the same pair.
  package var pairwiseGains: [TaskMatrix] {
    let pairs = comparisons.filter { $0.tasks.count == 2 }
    let tasks = Set(pairs.flatMap(\.tasks))
    guard tasks.count < 2 * pairs.count, Set(pairs.map { Set($0.tasks) }).count == pairs.count,
      tasks.count <= TaskMatrix.mostDrawn
    else { return [] }
    return TaskMatrix.clustered(labels.compactMap { TaskMatrix.gains($0, of: pairs) })
  }

  /// A table of the gains for each method, with sentences on it.
  var gainTables: [(table: ReportTable, about: [String])] {
    let margins = Set(comparisons.map { NumberText.printed($0.options.margin) })
    return pairwiseGains.compactMap { matrix in
      guard let table = matrix.table("Pairwise gain: \(matrix.label)", decimals: 1) else { return nil }
      let harmed = matrix.cells.joined().contains { $0?.isHarmful == true }
      return (
        table,
        [
          "What the task of a row gains when it is trained with that of a column rather than alone, in %. Tasks that get on "
            + "stand together (average linkage)."
            + (harmed
              ? " \(Comparison.worseMark) marks negative transfer: the whole pointwise interval is a loss beyond the margin"
                + (margins.count == 1 ? " of \(margins.first!) %." : ".") : "")
        ]
      )
    }
  }

  /// A CSV table with a line for each method, task and other task.
  func gainsCSV(_ gains: [TaskMatrix]) -> String {
    CSVText.lines(
      [["label", "task", "with", "gain_percent", "low", "high", "negative_transfer"]] + gains.flatMap(\.lines))
  }
}

extension Comparison {
  /// A change as a gain: positive is better.
  fileprivate func gain(_ change: MethodSummary.Change) -> TaskMatrix.Cell {
    let isNegated = options.convention.direction == .lowerIsBetter
    return TaskMatrix.Cell(
      value: options.convention.improvement(change.percent),
      interval: isNegated ? change.interval?.negated : change.interval, isHarmful: isHarmful(change))
  }
}
