import Statistics

/// A division of tasks into at most so many groups, each of which has a network of its own: the one in which tasks gain the
/// most from each other.
///
/// Its value is the sum over the tasks of the mean gain from the other members of the task's group; a task alone gains nothing.
/// Up to ``mostExhaustive`` tasks every division is looked at. Beyond, the division is built greedily: from tasks alone, the
/// two groups whose union is worth the most more are joined, as long as it is worth no less than the two; then single tasks
/// move, as long as that is worth something. Of equally good divisions the one is taken in which earlier tasks are in earlier
/// and larger groups, so that equal numbers always give the same division.
///
/// Sources: T. Standley et al., [Which Tasks Should Be Learned Together in Multi-task
/// Learning?](https://arxiv.org/abs/1905.07553), ICML 2020, whose sets may overlap; C. Fifty et al., [Efficiently Identifying
/// Task Groupings for Multi-Task Learning](https://arxiv.org/abs/2109.04617), NeurIPS 2021, for the means within a group. The
/// greedy search is our own.
package struct TaskGrouping: Sendable, Hashable {
  /// The members of each group by their positions, ascending; groups by their first members.
  package let groups: [[Int]]
  /// The sum over each group's tasks of the mean gain from the others of the group.
  package let values: [Double]

  /// The most tasks of which every division is looked at: there are 4,140 divisions of eight tasks.
  package static let mostExhaustive = 8

  /// Finds the division.
  ///
  /// - Parameters:
  ///   - gains: what each task gains from each other one, `[task][other]`; the diagonal does not count. At least two tasks.
  ///   - most: the largest number of groups, at least one; as many as tasks by default.
  package init(_ gains: [[Double]], groups most: Int = .max) {
    precondition(
      gains.count > 1 && most > 0, "there should be two tasks and a group. Found \(gains.count) and \(most).")
    let search = Search(gains: gains, most: min(most, gains.count))
    let found = gains.count <= Self.mostExhaustive ? search.best() : search.greedy()
    groups = found.filter { !$0.isEmpty }.map { $0.sorted() }.sorted { $0[0] < $1[0] }
    values = groups.map(search.value)
  }

  /// The sum over all tasks.
  package var value: Double { values.reduce(0, +) }

  private struct Search {
    let gains: [[Double]]
    let most: Int

    /// What differs by less is equal: sums in another order differ in their last digits.
    private var rounding: Double { 1e-12 * gains.joined().reduce(0) { $0 + abs($1) } }

    func value(_ group: [Int]) -> Double {
      guard group.count > 1 else { return 0 }
      let sum = group.reduce(0) { sum, task in sum + group.reduce(0) { $1 == task ? $0 : $0 + gains[task][$1] } }
      return sum / Double(group.count - 1)
    }

    /// The best of all divisions, which are gone through with the first task in the first group, each next one in each group
    /// there is and in a new one.
    func best() -> [[Int]] {
      var best: (value: Double, groups: [[Int]])?
      func place(_ task: Int, in groups: [[Int]]) {
        guard task < gains.count else {
          let value = groups.reduce(0) { $0 + self.value($1) }
          if best.map({ value > $0.value + rounding }) ?? true { best = (value, groups) }
          return
        }
        for group in groups.indices {
          var next = groups
          next[group].append(task)
          place(task + 1, in: next)
        }
        if groups.count < most { place(task + 1, in: groups + [[task]]) }
      }
      place(0, in: [])
      return best?.groups ?? []
    }

    func greedy() -> [[Int]] {
      var groups = gains.indices.map { [$0] }
      while groups.count > 1, let join = bestJoin(groups), join.worth >= -rounding || groups.count > most {
        groups[join.first] += groups.remove(at: join.second)
      }
      while let move = bestMove(groups), move.worth > rounding {
        groups[move.from].removeAll { $0 == move.task }
        if move.to == groups.count { groups.append([]) }
        groups[move.to].append(move.task)
        groups.removeAll(where: \.isEmpty)
      }
      return groups
    }

    private func bestJoin(_ groups: [[Int]]) -> (first: Int, second: Int, worth: Double)? {
      var best: (first: Int, second: Int, worth: Double)?
      for first in groups.indices {
        for second in groups.indices.dropFirst(first + 1) {
          let worth = value(groups[first] + groups[second]) - value(groups[first]) - value(groups[second])
          if best.map({ worth > $0.worth + rounding }) ?? true { best = (first, second, worth) }
        }
      }
      return best
    }

    /// The move of one task to another group, or to one of its own if there may be another.
    private func bestMove(_ groups: [[Int]]) -> (task: Int, from: Int, to: Int, worth: Double)? {
      var best: (task: Int, from: Int, to: Int, worth: Double)?
      for (from, group) in groups.enumerated() {
        for task in group {
          let left = value(group.filter { $0 != task }) - value(group)
          for to in 0...groups.count where to != from {
            guard to < groups.count || (groups.count < most && group.count > 1) else { continue }
            let worth = left + (to < groups.count ? value(groups[to] + [task]) - value(groups[to]) : 0)
            if best.map({ worth > $0.worth + rounding }) ?? true { best = (task, from, to, worth) }
          }
        }
      }
      return best
    }
  }
}
