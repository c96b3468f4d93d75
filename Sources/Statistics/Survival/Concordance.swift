/// How well risks order survival times: the share of pairs in which the individual with the larger risk has the event first.
///
/// A pair counts if one has an event before the other's time. At one time, an event is before a censored individual, and two events
/// are no pair. Equal risks are half right.
public struct Concordance: Sendable, Hashable {
  /// The sum of the weights of pairs in the right order, half of those with equal risks included.
  public let right: Double
  /// The sum of the weights of all pairs that count.
  public let pairs: Double

  /// The share of right pairs; nil if no pair counts.
  public var value: Double? { pairs > 0 ? right / pairs : nil }

  /// Harrell's concordance.
  ///
  /// Source: F. Harrell, R. Califf, D. Pryor, K. Lee, R. Rosati, Evaluating the Yield of Medical Tests, JAMA 247, 1982.
  ///
  /// - Parameters:
  ///   - risks: one for each individual; none is NaN.
  ///   - weights: the weight of each individual, at least 0; a pair has the product. Nil for ones.
  public init(_ risks: [Double], _ data: SurvivalTimes, weights: [Double]? = nil) {
    self.init(risks, data, weights: weights) { _ in 1 }
  }

  /// Uno's concordance: an event at time t counts 1 / G(t)², where G is the estimated probability that an individual is not
  /// censored by then. Its limit does not depend on how many are censored.
  ///
  /// Source: H. Uno, T. Cai, M. Pencina, R. D'Agostino, L. Wei, On the C-statistics for Evaluating Overall Adequacy of Risk
  /// Prediction Procedures with Censored Survival Data, Statistics in Medicine 30, 2011.
  ///
  /// - Parameters:
  ///   - censoring: the estimate of G; nil for that of the data themselves.
  ///   - end: events from this time on do not count; nil if all do.
  public static func uno(
    _ risks: [Double], _ data: SurvivalTimes, censoring: KaplanMeier? = nil, weights: [Double]? = nil,
    before end: Double? = nil
  ) -> Concordance {
    let censoring = censoring ?? data.censoring
    return Concordance(risks, data, weights: weights) { time in
      if let end, time >= end { return 0 }
      let free = censoring(time)
      // Nobody is left to compare with at a time by which all are censored.
      return free > 0 ? 1 / (free * free) : 0
    }
  }

  private init(
    _ risks: [Double], _ data: SurvivalTimes, weights: [Double]?, ofEvent weightAt: (Double) -> Double
  ) {
    precondition(risks.count == data.count, "each individual should have a risk.")
    let order = RankedRisks(risks)
    var later = PrefixSums(order.count)
    var right = 0.0, pairs = 0.0
    func weight(_ individual: Int) -> Double { weights?[individual] ?? 1 }
    for (time, members) in data.groups.reversed() {
      for individual in members where !data.events[individual] {
        later.add(weight(individual), at: order.places[individual])
      }
      let factor = members.contains { data.events[$0] } ? weightAt(time) : 0
      for individual in members where data.events[individual] {
        let place = order.places[individual], own = weight(individual) * factor
        let below = later.sum(below: place), equal = later.sum(below: place + 1) - below
        right += own * (below + equal / 2)
        pairs += own * later.total
      }
      for individual in members where data.events[individual] {
        later.add(weight(individual), at: order.places[individual])
      }
    }
    self.right = right
    self.pairs = pairs
  }
}

/// The places of risks among the different ones, in ascending order.
struct RankedRisks {
  let places: [Int]
  /// The number of different risks.
  let count: Int

  init(_ risks: [Double]) {
    let order = risks.indices.sorted { risks[$0] < risks[$1] }
    var places = [Int](repeating: 0, count: risks.count), count = 0
    for (position, individual) in order.enumerated() {
      if position > 0, risks[order[position - 1]] != risks[individual] { count += 1 }
      places[individual] = count
    }
    self.places = places
    self.count = risks.isEmpty ? 0 : count + 1
  }
}

/// Sums over the first places of a row of numbers, which grow one by one, in O(log n) each.
struct PrefixSums {
  private var tree: [Double]
  private(set) var total = 0.0

  init(_ count: Int) { tree = Array(repeating: 0, count: count + 1) }

  mutating func add(_ value: Double, at place: Int) {
    total += value
    var node = place + 1
    while node < tree.count {
      tree[node] += value
      node += node & -node
    }
  }

  /// The sum over the places below one.
  func sum(below place: Int) -> Double {
    var node = place, sum = 0.0
    while node > 0 {
      sum += tree[node]
      node -= node & -node
    }
    return sum
  }
}
