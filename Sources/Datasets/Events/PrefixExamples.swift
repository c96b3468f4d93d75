import Tasks
import Torch

/// The prefixes of all cases, each with what follows it. Events are held once; a prefix is a range of them.
final class PrefixExamples: Sendable {
  /// The number of features of an event: codes of activity, resource and weekday, hour of the day, time since the event
  /// before, time since the case's first event.
  static let features = 6

  /// The features, `[event, feature]`, case after case.
  let rows: [Float]
  /// The row of the first event that the input holds, for each example.
  let starts: [Int]
  /// The number of events that the input holds, the last ones of the prefix, for each example.
  let lengths: [Int]
  /// The code of the next event's activity, for each example.
  let activities: [Int64]
  /// The standardised ln(1 + days) until the next event, for each example.
  let nextTimes: [Float]
  let remainingTimes: [Float]
  /// The rows of an input: the events of the longest case, so that at least one row is padding; fewer if the protocol
  /// says so.
  let length: Int
  /// The examples of each case.
  let examplesOfCase: [Range<Int>]

  /// Makes the examples.
  ///
  /// - Parameter scalesTimes: whether times in the inputs are standardised logarithms; otherwise they are seconds.
  init(
    _ log: EventLog, _ cases: OrderedCases, _ constants: EventLogConstants, _ rules: EventLogProtocol, scalesTimes: Bool
  ) {
    var starts: [Int] = [], lengths: [Int] = [], examplesOfCase: [Range<Int>] = []
    var activities: [Int64] = [], nextTimes: [Float] = [], remainingTimes: [Float] = []
    length = min(cases.longest, rules.longest ?? .max)
    var start = 0
    for events in cases.events {
      let example = starts.count
      for (place, (last, next)) in zip(events, events.dropFirst()).enumerated() {
        let held = min(place + 1, length)
        starts.append(start + place + 1 - held)
        lengths.append(held)
        activities.append(Int64(constants.activities.code(log.activities[next])))
        nextTimes.append(Float(EventLogConstants.scaled(cases.sincePrevious[next], constants.sincePrevious)))
        let from = rules.remainingTime == .nextEvent ? next : last
        remainingTimes.append(Float(EventLogConstants.scaled(cases.remaining[from], constants.remaining)))
      }
      examplesOfCase.append(example..<starts.count)
      start += events.count
    }
    rows = Self.rows(log, cases, constants, rules, scalesTimes: scalesTimes)
    (self.starts, self.lengths, self.examplesOfCase) = (starts, lengths, examplesOfCase)
    (self.activities, self.nextTimes, self.remainingTimes) = (activities, nextTimes, remainingTimes)
  }

  /// The features of every event, case after case.
  static func rows(
    _ log: EventLog, _ cases: OrderedCases, _ constants: EventLogConstants, _ rules: EventLogProtocol, scalesTimes: Bool
  ) -> [Float] {
    let first = rules.padding == .ownCode ? 1 : 0
    func time(_ seconds: Double, _ scale: Scale) -> Float {
      Float(scalesTimes ? EventLogConstants.scaled(seconds, scale) : seconds)
    }
    let times = log.times, activities = log.activities, resources = log.resources
    return cases.events.joined().flatMap { event -> [Float] in
      let when = times[event]
      return [
        Float(first + constants.activities.code(activities[event])),
        Float(first + constants.resources.code(resources[event])),
        Float(first + EventLogConstants.weekdayCode(when)), Float(constants.scaledHour(when)),
        time(cases.sincePrevious[event], constants.sincePrevious), time(cases.sinceStart[event], constants.sinceStart),
      ]
    }
  }

  /// The inputs `[range, length, feature]`: events of `rows` at the end of each, zeros in front.
  static func inputs(of rows: [Float], _ ranges: [Range<Int>], length: Int) -> Tensor {
    let size = length * features
    let tensor = Tensor.zeros([ranges.count, length, features])
    tensor.withUnsafeMutableBytes { bytes in
      let to = bytes.bindMemory(to: Float.self)
      rows.withUnsafeBufferPointer { rows in
        for (place, range) in ranges.enumerated() {
          let values = range.count * features
          let end = to.baseAddress! + (place + 1) * size
          (end - values).update(from: rows.baseAddress! + range.lowerBound * features, count: values)
        }
      }
    }
    return tensor
  }

  var count: Int { starts.count }
}
