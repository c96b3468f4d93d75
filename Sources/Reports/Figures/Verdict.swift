import Statistics
import Tasks

/// The verdict on whether to train tasks together, decided by an interval of Δm and a margin that was stated before.
package enum Verdict: String, Sendable, Hashable {
  /// Better than single-task training: the interval lies on the good side of it, and not wholly within the margin.
  case better
  /// Equal to single-task training: the interval lies within the margin.
  case equal
  /// At most worse by the margin, and possibly better.
  case notWorse = "not worse"
  /// The interval does not decide, or there is none.
  case open
  /// Worse than single-task training, beyond the interval.
  case worse
  /// There is no baseline, or no method to judge.
  case unknown

  /// Judges an interval by the rule of claims (``Statistics/ClaimKind``): as an equivalence first, then as a superiority of
  /// either side, then as not worse.
  ///
  /// - Parameters:
  ///   - interval: the interval of Δm in percent; nil decides nothing.
  ///   - margin: the margin in percent.
  init(_ interval: Interval?, _ convention: DeltaM.Convention, margin: Double) {
    guard let interval else {
      self = .open
      return
    }
    let gain = convention.direction == .lowerIsBetter ? interval.negated : interval
    func isBorneOut(_ kind: ClaimKind, by interval: Interval) -> Bool {
      [.holds, .smaller].contains(kind.outcome(of: [interval], margin: margin))
    }
    if isBorneOut(.equivalence, by: gain) {
      self = .equal
    } else if isBorneOut(.superiority, by: gain) {
      self = .better
    } else if isBorneOut(.superiority, by: gain.negated) {
      self = .worse
    } else {
      self = isBorneOut(.notWorse, by: gain) ? .notWorse : .open
    }
  }

  /// Whether sharing loses nothing that matters, so that its cost decides.
  var isNoLoss: Bool { self == .equal || self == .notWorse }
}
