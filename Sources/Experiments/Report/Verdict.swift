import Tasks

/// Whether tasks are to be trained together, as an interval of Δm and a margin decide that were stated before.
public enum Verdict: String, Sendable, Hashable {
  /// Better than single-task training: the interval lies on the good side of it, and not wholly within the margin.
  case better
  /// Equal to single-task training: the interval lies within the margin.
  case equal
  /// At most worse by the margin, and perhaps better.
  case notWorse = "not worse"
  /// The interval leaves it open, or there is none.
  case open
  /// Worse than single-task training, beyond the interval.
  case worse
  /// There is no baseline, or no method to judge.
  case unknown

  /// - Parameters:
  ///   - interval: of Δm in percent; nil decides nothing.
  ///   - margin: in percent.
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

  /// Whether sharing loses nothing that matters, so that what it costs decides.
  var isNoLoss: Bool { self == .equal || self == .notWorse }
}
