import Components
import Tasks
import Torch

/// The events so far of each case of a log, as inputs for a network that was trained on another log.
public struct LatestPrefixes: Sendable {
  /// The names of the cases.
  public let cases: [String]
  /// The classes of the next activity, in the order of their numbers.
  public let activities: [String]
  /// The activities and resources that the training does not know, with the number of events of each.
  public let unknown: [(label: String, events: Int)]
  /// The number of cases whose input holds only the last events.
  public let shortened: Int
  private let rows: [Float]
  private let ranges: [Range<Int>]
  private let length: Int

  /// Reads the cases of a log.
  ///
  /// - Parameters:
  ///   - training: the log of the training, with its protocol, seed and tasks.
  /// - Throws: `DatasetError` for an activity or a resource that the training does not know if it has no code for such,
  ///   and if only some times have a zone.
  public init(
    _ log: EventLog, like training: EventLog, _ rules: EventLogProtocol, seed: UInt64, tasks: [String]? = nil
  ) throws {
    let encoding = try EventLogEncoding(training, rules, seed: seed, tasks: tasks)
    let constants = encoding.constants
    let ordered = try OrderedCases(log, order: rules.order)
    unknown = try Self.unknown(log, constants, rules)
    cases = log.cases
    activities = Self.classes(constants, rules)
    rows = PrefixExamples.rows(log, ordered, constants, rules, scalesTimes: encoding.scalesTimes)
    let length = min(encoding.cases.longest, rules.longest ?? .max)
    var end = 0
    ranges = ordered.events.map { events in
      end += events.count
      return end - min(events.count, length)..<end
    }
    shortened = ordered.events.count { $0.count > length }
    self.length = length
  }

  public var count: Int { cases.count }

  /// The classes of the next activity. The last one stands for activities that no training case has.
  static func classes(_ constants: EventLogConstants, _ rules: EventLogProtocol) -> [String] {
    constants.activities.labels + (rules.constants == .train ? ["unknown"] : [])
  }

  /// The inputs of some cases, `[case, event, 6]`, zeros in front.
  public func inputs(_ cases: Range<Int>) -> Tensor {
    PrefixExamples.inputs(of: rows, Array(ranges[cases]), length: length)
  }

  private static func unknown(
    _ log: EventLog, _ constants: EventLogConstants, _ rules: EventLogProtocol
  ) throws -> [(label: String, events: Int)] {
    let inCases = (0..<log.count).filter { log.caseNumbers[$0] != nil }
    return try [("activity", log.activities, constants.activities), ("resource", log.resources, constants.resources)]
      .flatMap { what, labels, vocabulary -> [(label: String, events: Int)] in
        var counts: [String: Int] = [:]
        for event in inCases where vocabulary.code(labels[event]) == vocabulary.count {
          counts[labels[event], default: 0] += 1
        }
        if rules.constants == .log, let label = counts.keys.min() {
          throw DatasetError(
            "`\(log.path)` should have activities and resources of the training's log, where `constants` is `log`. "
              + "Found the \(what) \(Found.quoted(label)).")
        }
        return counts.sorted { $0.key < $1.key }.map { ("\(what) \"\($0.key)\"", $0.value) }
      }
  }
}
