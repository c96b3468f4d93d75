import TestSupport
import Testing
import Torch

@testable import Balancing

/// Every way to put the first `count` numbers into at most `groups` sets.
private func partitions(_ count: Int, _ groups: Int) -> [[[Int]]] {
  guard count > 0 else { return [[]] }
  return partitions(count - 1, groups).flatMap { smaller -> [[[Int]]] in
    let joined = smaller.indices.map { place -> [[Int]] in
      var sets = smaller
      sets[place].append(count - 1)
      return sets
    }
    return smaller.count < groups ? joined + [smaller + [[count - 1]]] : joined
  }
}

private func mean(_ numbers: [Double], _ set: [Int]) -> Double {
  set.map { numbers[$0] }.reduce(0, +) / Double(set.count)
}

private func cost(_ numbers: [Double], _ sets: [[Int]]) -> Double {
  sets.reduce(0) { sum, set in
    let mean = mean(numbers, set)
    return sum + set.reduce(0) { $0 + (numbers[$1] - mean) * (numbers[$1] - mean) }
  }
}

private func grouped(_ numbers: Tensor, _ groups: Int, _ presence: Presence? = nil) -> [Double] {
  GroupMeans(numbers.count, groups: groups, on: .cpu)(presence?.zero(numbers) ?? numbers, presence).array()
}

@Suite struct GroupMeansTests {
  @Test(arguments: 1...6, 1...4) func theGroupsAreTheBestOfAll(_ count: Int, _ groups: Int) {
    let generator = Generator(seed: UInt64(10 * count + groups))
    for _ in 0..<5 {
      let numbers = Tensor.rand([count], dtype: .float64, generator: generator).exp().array(of: Double.self)
      let best = partitions(count, groups).min { cost(numbers, $0) < cost(numbers, $1) }!
      var expected = numbers
      for set in best { for place in set { expected[place] = mean(numbers, set) } }
      #expect(isClose(grouped(Tensor(numbers), groups), expected, .relative(1e-9)))
    }
  }

  @Test func absentTasksAreInNoGroup() {
    let numbers = Tensor([1, 100, 1.5, 7, 8] as [Double])
    let presence = Presence(Tensor([1.0, 0, 1, 1, 1]), for: numbers)
    #expect(
      isClose(grouped(numbers, 2, presence), [1.25, 0, 1.25, 7.5, 7.5], .relative(1e-12)))
    #expect(isClose(grouped(numbers, 5, presence), [1, 0, 1.5, 7, 8], .relative(1e-12)))
    let none = Presence(Tensor([0.0, 0, 0, 0, 0]), for: numbers)
    #expect(grouped(numbers, 2, none) == [0, 0, 0, 0, 0])
  }

  @Test func moreGroupsThanNumbersLeaveEachItsOwn() {
    #expect(isClose(grouped(Tensor([3, 1] as [Double]), 7), [3, 1], .relative(1e-12)))
  }
}
