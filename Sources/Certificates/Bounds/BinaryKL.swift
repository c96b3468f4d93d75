import Foundation

/// The Kullback–Leibler divergence of two coins, kl(q‖p) = q ln(q/p) + (1 − q) ln((1 − q)/(1 − p)), and its inverses.
///
/// Bounds say kl(q‖p) ≤ c for an observed share of errors q and an unknown rate of errors p, so that an inverse turns
/// c into the largest or smallest p. All logarithms are natural.
///
/// Source: J. Langford, [Tutorial on practical prediction theory for
/// classification](https://jmlr.org/papers/v6/langford05a.html), JMLR 6, 2005.
public enum BinaryKL {
  /// The divergence kl(q‖p); infinite if p excludes what q allows.
  ///
  /// - Parameters:
  ///   - q: a share in 0 … 1.
  ///   - p: a probability in 0 … 1.
  public static func divergence(_ q: Double, _ p: Double) -> Double {
    term(q, p) + term(1 - q, 1 - p)
  }

  /// q · (x − ln(1 + x)) with x = p/q − 1. The summands x of the two sides of a coin cancel in exact arithmetic, and
  /// without them close coins keep their digits.
  private static func term(_ q: Double, _ p: Double) -> Double {
    guard q > 0 else { return p }
    let x = (p - q) / q
    guard abs(x) < 0.01 else { return q * (x - log(p / q)) }
    return q * x * x * (2...9).reversed().reduce(0) { 1 / Double($1) - x * $0 }
  }

  /// The largest p with kl(q‖p) ≤ c.
  ///
  /// A bisection ends between two neighbouring numbers and gives the larger, so that rounding makes no bound too small.
  ///
  /// - Parameters:
  ///   - q: a share in 0 … 1.
  ///   - c: the largest divergence, not negative.
  public static func upperInverse(_ q: Double, _ c: Double) -> Double {
    guard q > 0 else { return -expm1(-c) }
    var (low, high) = (q, 1.0)
    while true {
      let middle = low + (high - low) / 2
      guard middle > low, middle < high else { return high }
      if divergence(q, middle) <= c { low = middle } else { high = middle }
    }
  }

  /// The smallest p with kl(q‖p) ≤ c, which is 1 minus the largest for the opposite coin.
  ///
  /// - Parameters:
  ///   - q: a share in 0 … 1.
  ///   - c: the largest divergence, not negative.
  public static func lowerInverse(_ q: Double, _ c: Double) -> Double { 1 - upperInverse(1 - q, c) }
}
