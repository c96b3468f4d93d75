/// Ranks of methods over metrics.
package enum Ranking {
  /// The rank of each value, 1 for the best. Equal values share the mean of their ranks; an absent or non-finite value
  /// has none.
  package static func averageRanks(_ values: [Double?], _ direction: Direction) -> [Double?] {
    let finite = values.map { $0.flatMap { $0.isFinite ? $0 : nil } }
    return finite.map { value in
      guard let value else { return nil }
      var better = 0
      var equal = 0
      for other in finite {
        guard let other else { continue }
        if other == value { equal += 1 } else if (other < value) == (direction == .lowerIsBetter) { better += 1 }
      }
      return Double(better) + Double(equal + 1) / 2
    }
  }

  /// The mean rank of each method over all metrics; nil for a method that lacks one, since a mean over other metrics
  /// could not be compared.
  ///
  /// - Parameter columns: the value of each method and the direction, for each metric.
  package static func meanRanks(_ columns: [(values: [Double?], direction: Direction)]) -> [Double?] {
    guard let count = columns.first?.values.count else { return [] }
    let ranks = columns.map { averageRanks($0.values, $0.direction) }
    return (0..<count).map { method in
      let own = ranks.compactMap { $0[method] }
      return own.count == columns.count ? Statistics.mean(own) : nil
    }
  }

  /// The sum of t³ − t over groups of t equal values.
  static func tieSum(_ values: [Double]) -> Double {
    var groups: [Double: Double] = [:]
    for value in values { groups[value, default: 0] += 1 }
    return groups.values.reduce(0) { $0 + ($1 * $1 * $1 - $1) }
  }

  /// The number of different orders of values, where equal ones count as one: n! over the t! of groups of t equal
  /// values.
  static func orders(_ values: [Double]) -> Double {
    var seen: [Double: Double] = [:]
    return values.enumerated().reduce(1) { orders, next in
      seen[next.element, default: 0] += 1
      return orders * Double(next.offset + 1) / seen[next.element]!
    }
  }
}

/// The direction in which a metric is better.
public enum Direction: String, Hashable, Sendable, CaseIterable {
  case higherIsBetter
  case lowerIsBetter
}
