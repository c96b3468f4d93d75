/// Times until an event, some of which are censored: the observation ended at that time without the event.
public struct SurvivalTimes: Sendable, Hashable {
  /// The times, each at least 0.
  public let times: [Double]
  /// Whether each time is that of an event; otherwise it is censored.
  public let events: [Bool]

  /// - Parameter events: as many as times.
  public init(_ times: [Double], events: [Bool]) {
    precondition(times.count == events.count, "each time should be an event or censored.")
    self.times = times
    self.events = events
  }

  public var count: Int { times.count }

  /// The number of events.
  public var eventCount: Int { events.count(where: \.self) }

  /// The individuals of each different time, times in ascending order.
  var groups: [(time: Double, members: ArraySlice<Int>)] {
    let order = times.indices.sorted { times[$0] < times[$1] }
    var groups: [(Double, ArraySlice<Int>)] = []
    var start = 0
    while start < order.count {
      let time = times[order[start]]
      let end = order[start...].firstIndex { times[$0] != time } ?? order.count
      groups.append((time, order[start..<end]))
      start = end
    }
    return groups
  }

  /// The shares of individuals to whom the event has not happened, over time.
  public var survival: KaplanMeier { KaplanMeier(self, of: .events) }

  /// The shares of individuals that are not censored, over time. At one time, events come before censoring.
  public var censoring: KaplanMeier { KaplanMeier(self, of: .censoring) }
}
