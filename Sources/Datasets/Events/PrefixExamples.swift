import Tasks

/// Every prefix of every case with what follows it. Events are held once; a prefix is a range of them.
final class PrefixExamples: Sendable {
  /// Numbers that describe an event: codes of activity, resource and weekday, hour of the day, time since the event before,
  /// time since the case's first.
  static let features = 6

  /// `[event, feature]`, case after case.
  let rows: [Float]
  /// By example: the row of the case's first event.
  let starts: [Int]
  /// By example: the events of the prefix.
  let lengths: [Int]
  /// By example: the code of the next event's activity.
  let activities: [Int64]
  /// By example: standardised ln(1 + days).
  let nextTimes: [Float]
  let remainingTimes: [Float]
  /// Rows of an input: the events of the longest case, so that at least one row is padding.
  let length: Int
  /// By case: its examples.
  let examplesOfCase: [Range<Int>]

  /// - Parameter scalesTimes: whether times in the inputs are standardised logarithms; else seconds.
  init(
    _ log: EventLog, _ cases: OrderedCases, _ constants: EventLogConstants, _ rules: EventLogProtocol, scalesTimes: Bool
  ) {
    var rows: [Float] = [], starts: [Int] = [], lengths: [Int] = [], examplesOfCase: [Range<Int>] = []
    var activities: [Int64] = [], nextTimes: [Float] = [], remainingTimes: [Float] = []
    let first = rules.padding == .ownCode ? 1 : 0
    func time(_ seconds: Double, _ scale: Scale) -> Float {
      Float(scalesTimes ? EventLogConstants.scaled(seconds, scale) : seconds)
    }
    for events in cases.events {
      let start = rows.count / Self.features, example = starts.count
      for event in events {
        let when = log.times[event]
        rows.append(Float(first + constants.activities.code(log.activities[event])))
        rows.append(Float(first + constants.resources.code(log.resources[event])))
        rows.append(Float(first + EventLogConstants.weekdayCode(when)))
        rows.append(Float(constants.scaledHour(when)))
        rows.append(time(cases.sincePrevious[event], constants.sincePrevious))
        rows.append(time(cases.sinceStart[event], constants.sinceStart))
      }
      for (last, next) in zip(events, events.dropFirst()) {
        starts.append(start)
        lengths.append(starts.count - example)
        activities.append(Int64(constants.activities.code(log.activities[next])))
        nextTimes.append(Float(EventLogConstants.scaled(cases.sincePrevious[next], constants.sincePrevious)))
        let from = rules.remainingTime == .nextEvent ? next : last
        remainingTimes.append(Float(EventLogConstants.scaled(cases.remaining[from], constants.remaining)))
      }
      examplesOfCase.append(example..<starts.count)
    }
    (self.rows, self.starts, self.lengths, self.examplesOfCase) = (rows, starts, lengths, examplesOfCase)
    (self.activities, self.nextTimes, self.remainingTimes) = (activities, nextTimes, remainingTimes)
    length = cases.longest
  }

  var count: Int { starts.count }
}
