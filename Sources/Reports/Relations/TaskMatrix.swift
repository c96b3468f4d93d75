import Printing
import Statistics

/// A number for each task and each other task: how the one gets on with the other.
package struct TaskMatrix: Sendable, Hashable {
  package struct Cell: Sendable, Hashable {
    package var value: Double
    /// The interval over seeds; nil if there is none.
    package var interval: Interval?
    /// Whether the task is worse with the other than alone: the whole interval is on the bad side, beyond the margin.
    package var isHarmful = false
  }

  /// The row of the comparison whose figures these are.
  package var label: String
  package var tasks: [String]
  /// The cells, `[task][other]`; nil on the diagonal and for a pair that is not known.
  package var cells: [[Cell?]]

  /// The most tasks that a table has a column for.
  static let mostColumns = 12
  /// The most tasks that a heat map shows.
  static let mostDrawn = 40

  /// The numbers alone.
  package var values: [[Double?]] { cells.map { $0.map { $0?.value } } }

  /// The same matrix with the tasks in another order, of their positions.
  package func ordered(by order: [Int]) -> TaskMatrix {
    TaskMatrix(
      label: label, tasks: order.map { tasks[$0] }, cells: order.map { row in order.map { cells[row][$0] } })
  }

  /// The same matrix with its tasks in the order of a list that has them all.
  package func ordered(as list: [String]) -> TaskMatrix { ordered(by: list.compactMap(tasks.firstIndex)) }

  /// The matrices of the same tasks in one order, in which tasks stand together that get on well on average over all of
  /// them.
  static func clustered(_ matrices: [TaskMatrix]) -> [TaskMatrix] {
    guard let first = matrices.first else { return [] }
    let means = first.tasks.indices.map { row in
      first.tasks.indices.map { column in Statistics.mean(matrices.compactMap { $0.cells[row][column]?.value }) }
    }
    let order = AverageLinkage(means).order
    return matrices.map { $0.ordered(by: order) }
  }

  /// The matrix as a table with a row and a column for each task, in which a mark stands after the number of a harmful cell; nil
  /// for more tasks than a table has room for.
  package func table(_ title: String, decimals: Int) -> ReportTable? {
    guard tasks.count <= Self.mostColumns else { return nil }
    let rows = zip(tasks, cells).map { task, cells -> [ReportTable.Cell] in
      [.init(text: task)]
        + cells.map { cell in
          cell.map { .init(text: NumberText.signed($0.value, decimals) + ($0.isHarmful ? Comparison.worseMark : "")) }
            ?? .absent
        }
    }
    return ReportTable(
      title: title, columns: [.init(title: "Task", isNumeric: false)] + tasks.map { .init(title: $0) }, rows: rows)
  }

  /// The lines of a CSV table: the row of the comparison, the two tasks, the number, its interval, whether it is harmful.
  var lines: [[String]] {
    tasks.indices.flatMap { row in
      tasks.indices.compactMap { column -> [String]? in
        guard let cell = cells[row][column] else { return nil }
        return [label, tasks[row], tasks[column], NumberText.full(cell.value)]
          + [cell.interval?.low, cell.interval?.high].map { $0.map(NumberText.full) ?? "" } + ["\(cell.isHarmful)"]
      }
    }
  }

  var json: JSONTree {
    [
      "label": .string(label), "tasks": .array(tasks.map { .string($0) }),
      "values": .array(cells.map { .array($0.map { JSONTree($0?.value) }) }),
      "harmful": .array(
        tasks.indices.flatMap { row in
          tasks.indices.filter { cells[row][$0]?.isHarmful == true }.map {
            JSONTree.array([.string(tasks[row]), .string(tasks[$0])])
          }
        }),
    ]
  }
}
