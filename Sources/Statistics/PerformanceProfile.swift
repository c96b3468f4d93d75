/// A performance profile: how often a method is how close to the best. Dolan and Moré, "Benchmarking optimization
/// software with performance profiles" (Mathematical Programming 91, 2002).
///
/// A problem is a metric. The ratio of a method is its value over the best one if lower is better, and the best one
/// over its value if higher is better. ρ(τ) is the share of problems on which a method's ratio is at most τ, and ρ(1)
/// the share of problems that it wins.
package struct PerformanceProfile: Sendable, Hashable {
  /// The ratio of each method for each problem, 1 for the best; infinite for a method without a value.
  package var ratios: [[Double]]
  /// The number of problems without ratios, because a value is zero or negative.
  package var leftOut: Int

  /// Creates a profile.
  ///
  /// - Parameter problems: the value of each method and the direction.
  package init(_ problems: [(values: [Double?], direction: Direction)]) {
    ratios = []
    leftOut = 0
    for (values, direction) in problems {
      let finite = values.compactMap { $0 }.filter(\.isFinite)
      guard !finite.isEmpty, finite.allSatisfy({ $0 > 0 }) else {
        leftOut += 1
        continue
      }
      let best = direction == .lowerIsBetter ? finite.min()! : finite.max()!
      ratios.append(
        values.map { value in
          guard let value, value.isFinite else { return .infinity }
          return direction == .lowerIsBetter ? value / best : best / value
        })
    }
  }

  /// The share ρ of a method at a ratio.
  package func share(_ method: Int, within ratio: Double) -> Double {
    ratios.isEmpty ? .nan : Double(ratios.count { $0[method] <= ratio }) / Double(ratios.count)
  }

  /// The corners of a method's profile, from ratio 1 on: it is constant between them.
  package func steps(_ method: Int) -> [(ratio: Double, share: Double)] {
    let corners = Set(ratios.map { $0[method] }.filter(\.isFinite) + [1]).sorted()
    return corners.map { ($0, share(method, within: $0)) }
  }
}
