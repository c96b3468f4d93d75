/// The graph of tasks that cannot be carried out at once, and the largest number of tasks that can.
///
/// Two tasks interfere if they have one input, one output, or if a third task leads from the input of one to the output of the other.
///
/// Source: S. Musslick et al., *Controlled vs. Automatic Processing: A Graph-Theoretic Approach to the Analysis of Serial vs. Parallel
/// Processing in Neural Network Architectures*, CogSci 2016.
public struct InterferenceGraph: Hashable, Sendable {
  /// Whether two tasks interfere, in the order of the tasks.
  public let interferes: [[Bool]]

  /// The graph of some tasks. Equal ones interfere.
  public init(_ tasks: [Pathway]) {
    let known = Set(tasks)
    interferes = tasks.enumerated().map { place, first in
      tasks.enumerated().map { other, second in
        place != other
          && (first.input == second.input || first.output == second.output
            || known.contains(Pathway(first.input, second.output))
            || known.contains(Pathway(second.input, first.output)))
      }
    }
  }

  /// The graph of what a network has learned: tasks whose hidden activities correlate by more than a threshold have one input, and those
  /// whose outputs do have one output.
  public init(hidden: TaskRepresentations, output: TaskRepresentations, threshold: Double) {
    self.init(zip(hidden.groups(above: threshold), output.groups(above: threshold)).map { Pathway($0, $1) })
  }

  /// The largest number of tasks of which no two interfere.
  public var capacity: Int {
    func largest(_ left: [Int], _ chosen: Int, _ best: inout Int) {
      best = max(best, chosen)
      guard chosen + left.count > best, let first = left.first else { return }
      largest(left.dropFirst().filter { !interferes[first][$0] }, chosen + 1, &best)
      // Without the first, only a set with one of its neighbours can be larger.
      if left.contains(where: { interferes[first][$0] }) { largest(Array(left.dropFirst()), chosen, &best) }
    }
    var best = 0
    largest(Array(interferes.indices), 0, &best)
    return best
  }
}
