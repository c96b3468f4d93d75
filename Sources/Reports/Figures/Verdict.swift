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

  /// Judges an interval.
  ///
  /// - Parameters:
  ///   - interval: the interval of Δm in percent; nil decides nothing.
  ///   - margin: the margin in percent.
  init(_ interval: Interval?, _ convention: DeltaM.Convention, margin: Double) {
    guard let interval else {
      self = .open
      return
    }
    let ends = [interval.low, interval.high].map(convention.improvement)
    let (low, high) = (min(ends[0], ends[1]), max(ends[0], ends[1]))
    if low >= -margin && high <= margin {
      self = .equal
    } else if low > 0 {
      self = .better
    } else if high < 0 {
      self = .worse
    } else {
      self = low >= -margin ? .notWorse : .open
    }
  }

  /// Whether sharing loses nothing that matters, so that its cost decides.
  var isNoLoss: Bool { self == .equal || self == .notWorse }
}
