import Foundation
import Tasks

/// The constants that turn events into numbers: codes of labels, the range of hours, the scales of times.
struct EventLogConstants: Sendable {
  let activities: Vocabulary
  let resources: Vocabulary
  /// The smallest and the largest hour of a day.
  let hours: ClosedRange<Double>
  let sincePrevious: Scale
  let sinceStart: Scale
  let remaining: Scale

  /// Learns the constants.
  ///
  /// - Parameter events: the events to learn from. Events of no case count for the vocabularies, the hours and the
  ///   scale of the times since the previous event, with a time of 0.
  init(_ log: EventLog, _ cases: OrderedCases, events: [Int]) {
    activities = Vocabulary(events.map { log.activities[$0] })
    resources = Vocabulary(events.map { log.resources[$0] })
    let hours = events.map { Self.hour(log.times[$0]) }
    self.hours = (hours.min() ?? 0)...(hours.max() ?? 0)
    let ofCases = events.filter { log.caseNumbers[$0] != nil }
    sincePrevious = Self.scale(events.map { cases.sincePrevious[$0] })
    sinceStart = Self.scale(ofCases.map { cases.sinceStart[$0] })
    remaining = Self.scale(ofCases.map { cases.remaining[$0] })
  }

  /// The standard deviations beyond which predicted times are clamped.
  static let limit = 10.0
  /// The smallest deviation, which keeps the quotient finite if all times are equal.
  private static let leastDeviation = 1e-7

  /// The mean and standard deviation (of the sample) of ln(1 + days).
  private static func scale(_ seconds: [Double]) -> Scale {
    let logarithms = seconds.map(logarithm)
    let count = Double(logarithms.count)
    let mean = logarithms.reduce(0, +) / max(1, count)
    let squares = logarithms.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
    return Scale(
      mean: mean, standardDeviation: (squares / max(1, count - 1)).squareRoot(), curve: .logarithmic(limit: limit))
  }

  /// The logarithm ln(1 + days) of a duration in seconds.
  static func logarithm(_ seconds: Double) -> Double { log1p(seconds / 86_400) }

  /// The standardised logarithm ln(1 + days) of a duration in seconds.
  static func scaled(_ seconds: Double, _ scale: Scale) -> Double {
    (logarithm(seconds) - scale.mean) / (scale.standardDeviation + leastDeviation)
  }

  /// The hours since midnight, with minutes as a fraction.
  static func hour(_ time: Timestamp) -> Double {
    Double(time.minuteOfDay / 60) + Double(time.minuteOfDay % 60) / 60
  }

  /// The hour scaled to 0 … 1 over the range of hours.
  func scaledHour(_ time: Timestamp) -> Double {
    let width = hours.upperBound - hours.lowerBound
    return width > 0 ? (Self.hour(time) - hours.lowerBound) / width : 0
  }

  /// The place of a day among the English names of weekdays in alphabetical order: Friday 0, Monday 1, …, Wednesday 6.
  static func weekdayCode(_ time: Timestamp) -> Int { [3, 1, 5, 6, 4, 0, 2][time.weekday] }

  static let weekdays = 7
}

/// Labels with their codes: their ranks in the order of code points.
struct Vocabulary: Sendable {
  let labels: [String]
  private let ranks: [String: Int]

  init(_ labels: some Sequence<String>) {
    self.labels = Self.sorted(Set(labels))
    ranks = Dictionary(uniqueKeysWithValues: self.labels.enumerated().map { ($1, $0) })
  }

  var count: Int { labels.count }

  /// The code of a label; `count` for one that is not in the vocabulary.
  func code(_ label: String) -> Int { ranks[label] ?? count }

  /// The labels in the order of code points, which is that of the bytes of UTF-8.
  static func sorted(_ labels: Set<String>) -> [String] {
    labels.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
  }
}
