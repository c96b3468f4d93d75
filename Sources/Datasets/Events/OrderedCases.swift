/// The events of each case in their order, with the times that have passed between them.
struct OrderedCases: Sendable {
  /// The numbers of each case's events in the log.
  let events: [[Int]]
  /// Seconds since the event before in the same case, since the case's first event, and until its last, for each event
  /// of the log; 0 for an event of no case.
  private(set) var sincePrevious: [Double]
  private(set) var sinceStart: [Double]
  private(set) var remaining: [Double]

  /// Orders the events.
  ///
  /// The stable order and its times are those of instants, so the zones of the log's clocks count. The published order
  /// is that of the clocks as written. Times are computed in the order of the whole log; the published order then sorts
  /// each case once more, and events keep the times that they have.
  ///
  /// - Throws: `DatasetError` in the stable order if some times of the log have a zone and others have none.
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

  /// The number of prefixes: n events have those of 1 … n − 1 events.
  var prefixCount: Int { events.reduce(0) { $0 + max(0, $1.count - 1) } }

  /// The number of events of the longest case.
  var longest: Int { events.map(\.count).max() ?? 0 }
}
