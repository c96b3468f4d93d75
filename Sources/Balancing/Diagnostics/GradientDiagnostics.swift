/// How several gradients of the same parameters relate: those of K tasks, or those of N samples of one task.
///
/// - Paper: Elich, Kirchdorfer, Köhler, Schott, "Examining Common Paradigms in Multi-Task Learning" (GCPR 2024), section
///   4.2.
/// - Formula: cosine g·h / (‖g‖ ‖h‖); magnitude similarity 2 ‖g‖ ‖h‖ / (‖g‖² + ‖h‖²); in conflict where the cosine is
///   below zero; condition number λ_max / λ_min of the Gramian.
/// - Symbols: g, h two gradients; λ the eigenvalues of the matrix of inner products.
/// - Example: `GradientDiagnostics(gradients).pairs[0].cosine`
/// - Deviations: the paper does not define its "ratio of conflicting gradient parameters". Here it is a reconstruction: the
///   share of all coordinates in which the two entries have opposite signs. The condition number is ours.
///
/// What was not measured is absent, never zero.
public struct GradientDiagnostics: Codable, Hashable, Sendable {
  /// Two gradients of a step; neither is zero.
  public struct Pair: Codable, Hashable, Sendable {
    /// The places of the two gradients, the smaller one first.
    public var first: Int
    public var second: Int
    /// −1 where they are opposed, 1 where they point the same way.
    public var cosine: Double
    /// 1 where they have the same length, towards 0 where one is much longer.
    public var magnitude: Double
    /// Reconstruction: the share of the coordinates in which they have opposite signs.
    public var conflictingCoordinates: Double

    public init(first: Int, second: Int, cosine: Double, magnitude: Double, conflictingCoordinates: Double) {
      self.first = first
      self.second = second
      self.cosine = cosine
      self.magnitude = magnitude
      self.conflictingCoordinates = conflictingCoordinates
    }

    /// Whether a small step along one increases the other's loss.
    public var isConflict: Bool { cosine < 0 }
  }

  /// The length of each gradient by its place; nil where there was none, or none that is finite.
  public var norms: [Double?]
  /// The pairs of gradients that are not zero, by the first place and then the second.
  public var pairs: [Pair]
  /// The condition number of the Gramian of the gradients that were there; nil for fewer than two,
  /// and where they are linearly dependent to rounding, as they are where one of them is zero.
  public var conditionNumber: Double?

  public init(norms: [Double?], pairs: [Pair], conditionNumber: Double?) {
    self.norms = norms
    self.pairs = pairs
    self.conditionNumber = conditionNumber
  }

  /// The share of the pairs that are in conflict; nil where there is no pair.
  public var conflictingPairs: Double? {
    pairs.isEmpty ? nil : Double(pairs.count(where: \.isConflict)) / Double(pairs.count)
  }

  /// The pair of two places, in any order; nil where it was not measured.
  public func pair(_ one: Int, _ other: Int) -> Pair? {
    pairs.first { $0.first == min(one, other) && $0.second == max(one, other) }
  }
}
