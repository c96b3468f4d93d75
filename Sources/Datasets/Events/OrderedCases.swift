/// The events of each case in their order, with the times that have passed.
struct OrderedCases: Sendable {
  /// By case: the numbers of its events in the log.
  let events: [[Int]]
  /// Seconds by event of the log: since the event before in its case, since the case's first, and until its last; 0 for an
  /// event of no case.
  private(set) var sincePrevious: [Double]
  private(set) var sinceStart: [Double]
  private(set) var remaining: [Double]

  /// Times pass in the order of the whole log. The stable order and its times are those of instants, in which the zones of
  /// the log's clocks count. The published order is that of the clocks as written; it then sorts each case once more, where
  /// events keep the times that they have.
  ///
  /// - Throws: `DatasetError` in the stable order, where some times of the log have a zone and others have none.
  init(_ log: EventLog, order: EventLogProtocol.Order) throws {
    let times: [Int], all: [Int]
    switch order {
    case .published:
      times = log.times.map(\.microseconds)
      all = publishedOrder(of: Array(log.times))
    case .stable:
      try log.checkZones()
      times = log.times.map(\.instant)
      all = times.indices.sorted { (times[$0], $0) < (times[$1], $1) }
    }
    var cases = [[Int]](repeating: [], count: log.cases.count)
    let caseNumbers = log.caseNumbers
    for event in all { if let number = caseNumbers[event] { cases[number].append(event) } }
    let none = [Double](repeating: 0, count: log.count)
    (sincePrevious, sinceStart, remaining) = (none, none, none)
    for events in cases {
      for (place, event) in events.enumerated() {
        let time = times[event]
        sincePrevious[event] = Timestamp.seconds(from: times[events[max(0, place - 1)]], to: time)
        sinceStart[event] = Timestamp.seconds(from: times[events[0]], to: time)
        remaining[event] = Timestamp.seconds(from: time, to: times[events[events.count - 1]])
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
