/// CAGrad's direction: among those within a ball around the mean gradient, the one whose least inner product with a
/// task's gradient is largest, as what it adds to the mean.
///
/// - Paper: Liu, Liu, Jin, Stone, Liu, "Conflict-Averse Gradient Descent for Multi-task Learning" (NeurIPS 2021).
/// - Formula: F(w) = g_w · g₀ + c ‖g₀‖ ‖g_w‖ over the simplex, g_w = Σ w_k g_k, g₀ = Σ g_k / K; then d = g₀ + Σ x_k g_k
///   with x = c ‖g₀‖ w / ‖g_w‖.
/// - Method: x is the shortest correction, x ≥ 0, that lifts all inner products g_k · d to a level μ: a problem for an
///   active set (`NonNegativeQuadratic`). Newton's method finds the level at which its length is the ball's radius:
///   the length is a convex function of μ, so it converges from above, and F(x / Σ x) is its next point.
/// - Measured: the conditions of optimality hold to 5e-16 of the sizes of their terms; at 2, 3, 10, 40, 64, 128 and 256
///   gradients a call takes 0.01, 0.01, 0.05, 0.6, 2, 20 and 190 ms: the worst of nine kinds of hard Gramians, in a
///   release build on one core of a busy server.
///
/// Where 0 is in the gradients' hull and the radius allows it, μ = 0 is the best level and many directions have it. The
/// answer is then the one nearest to g₀, with a correction shorter than the radius.
public struct ConflictAversePoint: Sendable {
  /// x: one number for each gradient, zero or positive.
  public let corrections: [Double]
  /// ‖g_w‖, the norm of the minimising combination; 0 where 0 is in the gradients' hull and within reach.
  public let combinationNorm: Double
  /// μ, the least inner product of a task's gradient with d.
  public let level: Double

  private static let steps = 100
  /// A share of the terms of F, below which a Newton step is rounding.
  private static let tolerance = 4 * Double.ulpOfOne

  /// - Parameter c: the ball's radius as a share of ‖g₀‖.
  public init(_ gramian: Gramian, c: Double) {
    let count = gramian.count
    let products = gramian.times(Array(repeating: 1 / Double(count), count: count))
    let radius = c * max(products.reduce(0, +) / Double(count), 0).squareRoot()
    let norms = gramian.norms
    guard radius > 0 else {
      corrections = products.map { _ in 0 }
      level = products.min() ?? 0
      combinationNorm = products.firstIndex(of: level).map { norms[$0] } ?? 0
      return
    }
    let problem = NonNegativeQuadratic(gramian)
    func correction(_ level: Double, _ start: [Int] = []) -> (x: [Double], length: Double)? {
      let lifts = zip(products, norms).map { $1 > 0 ? level - $0 : 0 }
      guard let x = problem.minimum(lifts, start: start) else { return nil }
      return (x, max(zip(x, lifts).reduce(0) { $0 + $1.0 * $1.1 }, 0).squareRoot())
    }
    // F at the corners: above the least. No correction lifts vanishing gradients above 0.
    var level = zip(products, norms).map { $0 + radius * $1 }.min()!
    let lifted = VanishingCombination(of: gramian) == nil ? correction(level) : nil
    if lifted == nil { level = min(level, 0) }
    var found = lifted ?? correction(level) ?? (x: products.map { _ in 0 }, length: 0)
    if lifted == nil, level == 0, found.length <= radius {
      (corrections, combinationNorm, self.level) = (found.x, 0, 0)
      return
    }
    for _ in 0..<Self.steps {
      let sum = found.x.reduce(0, +)
      guard sum > 0 else { break }
      let norm = found.length / sum
      let next = level - (found.length - radius) * norm
      guard next < level - Self.tolerance * (abs(level) + radius * norm) else { break }
      let start = found.x.indices.filter { found.x[$0] > 0 }
      guard let better = correction(next, start) else { break }
      (level, found) = (next, better)
    }
    // What is left of rounding in the length goes into the scale of x.
    let share = found.length > 0 ? radius / found.length : 1
    corrections = found.x.map { $0 * share }
    let sum = corrections.reduce(0, +)
    combinationNorm = sum > 0 ? radius / sum : 0
    self.level = level
  }
}
