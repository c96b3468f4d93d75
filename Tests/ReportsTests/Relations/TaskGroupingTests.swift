import Statistics
import Testing

@testable import Reports

@Suite struct TaskGroupingTests {
  private func gains(_ count: Int, _ pairs: [(Int, Int, Double)], otherwise value: Double = 0) -> [[Double]] {
    var gains = [[Double]](repeating: Array(repeating: value, count: count), count: count)
    for (first, second, value) in pairs { (gains[first][second], gains[second][first]) = (value, value) }
    return gains
  }

  private func random(_ count: Int, seed: UInt64) -> [[Double]] {
    var random = SplitMix64(seed: seed)
    return (0..<count).map { _ in (0..<count).map { _ in random.normal() } }
  }

  /// The value of a division, written down from its definition.
  private func value(_ groups: [[Int]], _ gains: [[Double]]) -> Double {
    groups.reduce(0) { sum, group in
      group.reduce(sum) { sum, task in
        let others = group.filter { $0 != task }
        return others.isEmpty ? sum : sum + others.reduce(0) { $0 + gains[task][$1] } / Double(others.count)
      }
    }
  }

  /// All divisions of some tasks: each task is in the group of its number.
  private func divisions(_ count: Int, _ groups: Int) -> [[[Int]]] {
    var numbers = [[Int]](arrayLiteral: [])
    for _ in 0..<count { numbers = numbers.flatMap { start in (0..<groups).map { start + [$0] } } }
    return numbers.map { numbers in
      (0..<groups).map { group in numbers.indices.filter { numbers[$0] == group } }.filter { !$0.isEmpty }
    }
  }

  @Test func tasksThatHelpEachOtherStayTogether() {
    let gains = gains(5, [(0, 3, 2), (1, 2, 1), (1, 4, 1), (2, 4, 1)], otherwise: -1)
    let grouping = TaskGrouping(gains)
    #expect(grouping.groups == [[0, 3], [1, 2, 4]])
    #expect(grouping.values == [4, 3] && grouping.value == 7)
  }

  @Test func aTaskThatAllOthersHarmIsAlone() {
    var gains = gains(3, [(0, 1, 1)])
    (gains[2][0], gains[2][1]) = (-3, -3)
    #expect(TaskGrouping(gains).groups == [[0, 1], [2]])
  }

  /// The gain of one task from another need not be the other's gain from it.
  @Test func bothWaysCount() {
    #expect(TaskGrouping([[0, 3], [-2, 0]]).groups == [[0, 1]])
    #expect(TaskGrouping([[0, 3], [-4, 0]]).groups == [[0], [1]])
  }

  @Test(arguments: 1...5) func noMoreGroupsThanArePermitted(most: Int) {
    let gains = gains(6, [], otherwise: -1)
    #expect(TaskGrouping(gains, groups: most).groups.count <= most)
    let many = self.gains(12, [], otherwise: -1)
    #expect(TaskGrouping(many, groups: most).groups.count <= most)
  }

  /// Against every division, in another enumeration and with the value from its definition.
  @Test(arguments: [(5, 5), (5, 2), (6, 3)], [1, 2, 3] as [UInt64])
  func upToEightTasksTheBestDivisionIsFound(size: (tasks: Int, groups: Int), seed: UInt64) {
    let gains = random(size.tasks, seed: seed)
    let grouping = TaskGrouping(gains, groups: size.groups)
    let best = divisions(size.tasks, size.groups).map { value($0, gains) }.max()!
    #expect(abs(grouping.value - best) < 1e-12)
    #expect(abs(value(grouping.groups, gains) - best) < 1e-12)
    #expect(grouping.groups.joined().sorted() == Array(0..<size.tasks))
  }

  @Test func ofEqualDivisionsTheFirstIsTaken() {
    #expect(TaskGrouping(gains(4, [])).groups == [[0, 1, 2, 3]])
    #expect(TaskGrouping(gains(9, [])).groups == [Array(0..<9)])
    let pairs = gains(4, [(0, 1, 1), (0, 2, 1), (1, 3, 1), (2, 3, 1)], otherwise: -9)
    #expect(TaskGrouping(pairs, groups: 2).groups == [[0, 1], [2, 3]])
  }

  /// Three blocks of four tasks, in a mixed order.
  @Test func beyondEightTasksBlocksAreFound() {
    let gains = (0..<12).map { row in (0..<12).map { row % 3 == $0 % 3 ? 1.0 : -0.5 } }
    let grouping = TaskGrouping(gains)
    #expect(grouping.groups == (0..<3).map { block in (0..<4).map { block + 3 * $0 } })
    #expect(TaskGrouping(gains, groups: 2).groups.count == 2)
  }

  /// No single task of a greedy division can move to advantage.
  @Test(arguments: [1, 2, 3, 4] as [UInt64]) func aGreedyDivisionIsWorthNoLessThanAnyOneMoveAway(seed: UInt64) {
    let gains = random(10, seed: seed)
    let grouping = TaskGrouping(gains, groups: 4)
    #expect(abs(value(grouping.groups, gains) - grouping.value) < 1e-12)
    for task in 0..<10 {
      for target in 0...grouping.groups.count where target < 4 {
        var groups = grouping.groups.map { $0.filter { $0 != task } } + [[]]
        groups[target].append(task)
        #expect(value(groups.filter { !$0.isEmpty }, gains) <= grouping.value + 1e-9)
      }
    }
  }
}
