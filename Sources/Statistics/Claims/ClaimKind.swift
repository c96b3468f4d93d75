/// What a claim says of an effect, and the one rule by which an interval and a margin decide on it.
///
/// An effect is positive in the direction of its claim. [a, b] is its interval and m the margin, the smallest effect that
/// matters, both stated before the runs:
///
/// | kind | holds | does not hold | undecided |
/// |---|---|---|---|
/// | superiority | a > 0; *smaller than the margin* if b < m | b < m | else |
/// | not worse | a > −m | b < −m | else |
/// | equivalence | −m < a and b < m | a > m or b < −m | else |
/// | ordering of k arms | every neighbouring a > 0 | some neighbouring b < 0 | else |
/// | exact | all checks pass | one fails | none was made |
///
/// A claim on several effects, such as one on three data sets, holds if it holds for each, and does not if it does not for one.
///
/// Equivalence is the two one-sided tests of Schuirmann (Journal of Pharmacokinetics and Biopharmaceutics 15, 1987) with an
/// interval of the claim's level, which is stricter than theirs of 1 − 2α.
package enum ClaimKind: String, Sendable, Hashable, Codable, CaseIterable {
  /// One arm is better than another.
  case superiority
  /// One arm is not worse than another by the margin or more.
  case notWorse = "not-worse"
  /// Two arms differ by less than the margin.
  case equivalence
  /// Several arms stand in an order, the best first.
  case ordering
  /// Checks that need no statistics.
  case exact

  /// Judges the intervals of the effects; for an ordering that of each arm over the next.
  package func outcome(of intervals: [Interval], margin: Double) -> ClaimOutcome {
    guard !intervals.isEmpty else { return .undecided }
    let outcomes = intervals.map { outcome(of: $0, margin: margin) }
    return [.fails, .undecided, .smaller].first(where: outcomes.contains) ?? .holds
  }

  private func outcome(of interval: Interval, margin: Double) -> ClaimOutcome {
    let (low, high) = (interval.low, interval.high)
    switch self {
    case .superiority:
      if low > 0 { return high < margin ? .smaller : .holds }
      return high < margin ? .fails : .undecided
    case .notWorse:
      return low > -margin ? .holds : high < -margin ? .fails : .undecided
    case .equivalence:
      if low > -margin && high < margin { return .holds }
      return low > margin || high < -margin ? .fails : .undecided
    case .ordering:
      return low > 0 ? .holds : high < 0 ? .fails : .undecided
    case .exact:
      return .undecided
    }
  }
}

/// The verdict on a claim.
package enum ClaimOutcome: String, Sendable, Hashable, Codable, CaseIterable {
  case holds
  /// The effect is there, and surely smaller than the margin.
  case smaller = "holds, but smaller than the margin"
  case fails = "does not hold"
  case undecided = "undecided at this scale"

  /// Whether the runs decide.
  package var isDecided: Bool { self != .undecided }
}
