/// FORUM's weights of the K gradients of an upper level, where a descent may not raise the lower level's value by more than a share.
///
/// - Paper: Ye, Lin, Cao, Zhang, Tsang, "A First-Order Multi-Gradient Algorithm for Multi-Objective Bi-Level Optimization" (ECAI 2024).
/// - Formula: the w of the simplex with the smallest ‖Σ_k w_k F_k + s q‖² − s φ ‖q‖² over s ≥ max(0, Σ_k w_k π_k), π_k = φ − q·F_k / ‖q‖².
/// - Method: s is at its bound, so that with t = Σ_k w_k q·F_k / ‖q‖² it remains to make ‖Σ_k w_k F_k‖² − ‖q‖² t² + ‖q‖² φ t as small as
///   possible where t ≤ φ, and ‖Σ_k w_k F_k‖² where t ≥ φ. In both, and where the two meet, w is the point nearest to 0
///   (`MinimumNormPoint`) of the hull of F_k − (λ/2) q: with λ = 2 t − φ, with 0, and with one between that gives t = φ. t grows with λ,
///   and λ − 2 t does, so λ is found by bisection.
/// - Measured: the weights of a method that uses it agree with those by SciPy, which solves the problem in w and s, to 2e-5.
struct BilevelPoint {
  /// One number for each gradient, zero or positive, of sum 1.
  let weights: [Double]

  /// Halvings of λ's interval: to the rounding of double precision.
  private static let halvings = 60

  /// - Parameters:
  ///   - upper: the inner products of the F_k.
  ///   - slopes: q·F_k.
  ///   - squaredNorm: ‖q‖². Where it is 0, nothing holds the descent back.
  ///   - phi: φ.
  init(_ upper: Gramian, slopes: [Double], squaredNorm: Double, phi: Double) {
    func point(_ shift: Double) -> [Double] {
      var shifted = upper
      for row in 0..<upper.count {
        for column in 0..<upper.count {
          shifted[row, column] += shift * (shift * squaredNorm - slopes[row] - slopes[column])
        }
      }
      return MinimumNormPoint(shifted).weights
    }
    let ratios = slopes.map { $0 / squaredNorm }
    func t(_ weights: [Double]) -> Double { zip(weights, ratios).reduce(0) { $0 + $1.0 * $1.1 } }

    let free = point(0)
    guard squaredNorm > 0, t(free) < phi else {
      weights = free
      return
    }
    let held = point(phi / 2)
    // Zero at the answer, and growing with λ.
    let excess: (_ lambda: Double, _ weights: [Double]) -> Double
    var low: (lambda: Double, weights: [Double]), high = (lambda: phi, weights: held)
    if t(held) >= phi {
      excess = { t($1) - phi }
      low = (0, free)
    } else {
      excess = { $0 + phi - 2 * t($1) }
      let least = 2 * ratios.min()! - phi
      low = (least, point(least / 2))
    }
    for _ in 0..<Self.halvings {
      let lambda = (low.lambda + high.lambda) / 2, weights = point(lambda / 2)
      if excess(lambda, weights) < 0 { low = (lambda, weights) } else { high = (lambda, weights) }
    }
    // Where several points are nearest, t jumps, and the answer lies between.
    let (below, above) = (excess(low.lambda, low.weights), excess(high.lambda, high.weights))
    let share = above > below ? min(max(-below / (above - below), 0), 1) : 1
    weights = zip(low.weights, high.weights).map { $0 + share * ($1 - $0) }
  }
}
