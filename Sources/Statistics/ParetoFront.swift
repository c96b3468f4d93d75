/// The Pareto front: the points that no other point beats in all coordinates.
package enum ParetoFront {
  /// The positions of the points that no other point dominates: at least as low in every coordinate and lower in one.
  /// Equal points are all on the front; a point with a coordinate that is not finite is not.
  ///
  /// - Parameter points: coordinates for which lower is better.
  package static func positions(_ points: [[Double]]) -> [Int] {
    let finite = points.indices.filter { points[$0].allSatisfy(\.isFinite) }
    return finite.filter { candidate in
      !finite.contains { dominates(points[$0], points[candidate]) }
    }
  }

  private static func dominates(_ a: [Double], _ b: [Double]) -> Bool {
    zip(a, b).allSatisfy { $0 <= $1 } && zip(a, b).contains { $0 < $1 }
  }
}
