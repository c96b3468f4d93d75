/// The events of each case in their order, with the times that have passed.
struct OrderedCases: Sendable {
  /// By case: the numbers of its events in the log.
  let events: [[Int]]
  /// Seconds by event of the log: since the event before in its case, since the case's first, and until its last; 0 for an
  /// event of no case.
  private(set) var sincePrevious: [Double]
  private(set) var sinceStart: [Double]
  private(set) var remaining: [Double]

  /// Times pass in the order of the whole log. The published order then sorts each case once more, where events keep the
  /// times that they have.
  init(_ log: EventLog, order: EventLogProtocol.Order) {
    let all =
      switch order {
      case .published: publishedOrder(of: log.times)
      case .stable: log.times.indices.sorted { (log.times[$0], $0) < (log.times[$1], $1) }
      }
    var cases = [[Int]](repeating: [], count: log.cases.count)
    for event in all { if let number = log.caseNumbers[event] { cases[number].append(event) } }
    let none = [Double](repeating: 0, count: log.count)
    (sincePrevious, sinceStart, remaining) = (none, none, none)
    for events in cases {
      for (place, event) in events.enumerated() {
        let time = log.times[event]
        sincePrevious[event] = time.seconds(since: log.times[events[max(0, place - 1)]])
        sinceStart[event] = time.seconds(since: log.times[events[0]])
        remaining[event] = log.times[events[events.count - 1]].seconds(since: time)
      }
    }
    events =
      order == .stable
      ? cases : cases.map { events in publishedOrder(of: events.map { log.times[$0] }).map { events[$0] } }
  }

  /// The number of prefixes: of n events, those of 1 … n − 1.
  var prefixCount: Int { events.reduce(0) { $0 + max(0, $1.count - 1) } }

  /// Events of the longest case.
  var longest: Int { events.map(\.count).max() ?? 0 }
}
