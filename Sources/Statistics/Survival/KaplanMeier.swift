/// The product-limit estimate of a survival function, a step function of time.
///
/// Source: E. Kaplan, P. Meier, Nonparametric Estimation from Incomplete Observations, Journal of the American Statistical
/// Association 53, 1958.
public struct KaplanMeier: Sendable, Hashable {
  /// What happens to the individuals.
  enum Kind {
    case events
    case censoring
  }

  /// The different times, in ascending order.
  public let times: [Double]
  /// The estimate from each of the times on, up to the next.
  public let values: [Double]

  init(_ data: SurvivalTimes, of kind: Kind) {
    var remaining = data.count, value = 1.0
    var steps: [(Double, Double)] = []
    for (time, members) in data.groups {
      let events = members.count { data.events[$0] }
      // Whoever has the event at this time can no longer be censored.
      let (atRisk, lost) =
        kind == .events ? (remaining, events) : (remaining - events, members.count - events)
      if atRisk > 0 { value *= 1 - Double(lost) / Double(atRisk) }
      steps.append((time, value))
      remaining -= members.count
    }
    times = steps.map(\.0)
    values = steps.map(\.1)
  }

  /// The estimate at a time, after what happens then; 1 before the first time.
  public func callAsFunction(_ time: Double) -> Double {
    var low = 0, high = times.count
    while low < high {
      let middle = (low + high) / 2
      if times[middle] <= time { low = middle + 1 } else { high = middle }
    }
    return low == 0 ? 1 : values[low - 1]
  }
}
