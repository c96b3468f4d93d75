/// The exact distribution of Friedman's statistic: every order of the ranks within each block is as likely as any other.
///
/// Only the sum of the methods' squared rank sums depends on the orders. The distribution therefore holds for χ² and
/// for Iman and Davenport's F alike, with and without equal values. Blocks are added one after another; rank sums that
/// differ only in which method has them are one case, which is why few methods or few blocks are quick.
struct RankSumDistribution {
  /// The largest number of steps that is cheap. With more, the distribution is left to approximations.
  static let mostSteps = 300_000

  /// The probability of squared rank sums as large as those found or larger; nil if counting takes more than
  /// ``mostSteps``.
  ///
  /// - Parameter ranks: the rank of each method for each block.
  static func upperTail(_ ranks: [[Double]]) -> Double? {
    // Shared ranks are halves.
    let blocks = ranks.map { $0.map { Int(2 * $0) } }
    guard let first = blocks.first else { return nil }
    let found = squares(blocks.dropFirst().reduce(first) { zip($0, $1).map(+) })
    var cases = [first.sorted(): 1.0]
    var steps = 0.0
    for (index, block) in blocks.enumerated().dropFirst() {
      let count = Ranking.orders(block.map(Double.init))
      steps += count * Double(cases.count)
      guard steps <= Double(mostSteps) else { return nil }
      let orders = Orders(of: block).all
      let share = 1 / count
      if index == blocks.count - 1 {
        // The last block's sums need not be told apart.
        return cases.reduce(0) { tail, sums in
          let reached = orders.count { squares(zip(sums.key, $0).map(+)) >= found }
          return tail + sums.value * share * Double(reached)
        }
      }
      var next: [[Int]: Double] = [:]
      for (sums, probability) in cases {
        for order in orders { next[zip(sums, order).map(+).sorted(), default: 0] += probability * share }
      }
      cases = next
    }
    return 1
  }

  private static func squares(_ sums: [Int]) -> Int { sums.reduce(0) { $0 + $1 * $1 } }
}

/// The different orders of some numbers.
private struct Orders {
  private(set) var all: [[Int]] = []

  init(of values: [Int]) {
    var order = values.sorted()
    repeat { all.append(order) } while Self.advance(&order)
  }

  /// Moves to the next order in lexicographic sense; false after the last.
  private static func advance(_ order: inout [Int]) -> Bool {
    guard let pivot = order.indices.dropLast().last(where: { order[$0] < order[$0 + 1] }),
      let larger = order.indices.last(where: { order[$0] > order[pivot] })
    else { return false }
    order.swapAt(pivot, larger)
    order[(pivot + 1)...].reverse()
    return true
  }
}
