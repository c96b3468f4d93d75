/// An estimate of the time that is left of a piece of work, from its pace since the first look.
package struct TimeLeft: Sendable {
  private var first: (share: Double, moment: ContinuousClock.Instant)?
  private var last = 0.0

  package init() {}

  /// The seconds that are left; nil at the first look, while less than a hundredth was done since, and at the end.
  ///
  /// - Parameter share: the share that is done, from 0 to 1. If it is smaller than at the look before, other work has begun.
  package mutating func seconds(at share: Double, now: ContinuousClock.Instant = .now) -> Double? {
    if share < last { first = nil }
    last = share
    guard let first else {
      self.first = (share, now)
      return nil
    }
    let gain = share - first.share
    guard gain > 0.01, share < 1 else { return nil }
    return first.moment.duration(to: now) / .seconds(1) * (1 - share) / gain
  }
}
