import Tasks

/// A combination of gradients, with weights that are zero or positive and not all zero, that vanishes.
///
/// Where there is one, no direction improves all tasks, and problems that ask for positive weights of unbounded benefit
/// have no solution. It does not depend on the gradients' lengths, so it is the point nearest to 0 of the hull of the
/// gradients scaled to norm 1 that decides.
public struct VanishingCombination: Sendable {
  /// The squared norm of a convex combination of unit gradients below which it is nothing but rounding: of the gradients'
  /// products, and of the solver in double precision.
  private static func rounding(of gramian: Gramian) -> Double { max(16 * gramian.rounding, 256 * .ulpOfOne) }

  /// The least share of a gradient that belongs to the combination.
  private static let leastShare = 1e-6

  /// The places of the gradients that vanish together.
  public let members: [Int]
  /// Whether they are zero by themselves.
  public let isZero: Bool

  /// Nil where all combinations are longer than rounding.
  ///
  /// - Parameter tolerance: the squared norm below which a combination vanishes; by default what may be rounding.
  public init?(of gramian: Gramian, tolerance: Double? = nil) {
    let tolerance = tolerance ?? Self.rounding(of: gramian)
    let norms = gramian.norms
    let zeros = norms.indices.filter { norms[$0] == 0 }
    guard zeros.isEmpty else {
      (members, isZero) = (zeros, true)
      return
    }
    let point = MinimumNormPoint(gramian.scaled(by: norms.map { 1 / $0 }))
    guard point.squaredNorm <= tolerance else { return nil }
    (members, isZero) = (norms.indices.filter { point.weights[$0] > Self.leastShare }, false)
  }
}

extension VanishingCombination {
  /// What a method says that has no solution here.
  ///
  /// - Parameters:
  ///   - method: its name in configurations.
  ///   - tasks: the names of the gradients' tasks.
  func error(_ method: String, tasks: [String]) -> BalancingError {
    let names = members.map { tasks[$0] }
    let reason =
      switch (isZero, names.count) {
      case (true, 1): "the gradient of \(names.quotedList) is zero"
      case (true, _): "the gradients of \(names.quotedList) are zero"
      default: "a combination of the gradients of \(names.quotedList) with positive weights vanishes"
      }
    return BalancingError("`\(method)` has no solution: \(reason).")
  }
}
