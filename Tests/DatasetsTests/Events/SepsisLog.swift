import Foundation
import Testing

@testable import Datasets

/// The log Sepsis as its loader reads it, where the folder of real data is present.
struct SepsisLog {
  static let folder = dataFolder("process-monitoring")

  static let present = ConditionTrait.enabled(
    if: folder != nil, "the folder `process-monitoring` of real data is not present; set EQUIPOISE_DATA to use it")

  static let file = (folder ?? URL(filePath: "/")).appendingPathComponent("Sepsis.csv.gz")

  let log: EventLog
  let cases: OrderedCases
  let constants: EventLogConstants
  let examples: PrefixExamples

  init(_ rules: EventLogProtocol = .published) throws {
    log = try EventLog(Self.file, missingCases: Set(rules.missingCases))
    cases = try OrderedCases(log, order: rules.order)
    constants = EventLogConstants(log, cases, events: Array(0..<log.count))
    examples = PrefixExamples(log, cases, constants, rules, scalesTimes: true)
  }

  /// Targets in days, from the log's own times.
  var nextDays: [Double] { days(cases.sincePrevious) }
  var remainingDays: [Double] { days(cases.remaining) }

  private func days(_ seconds: [Double]) -> [Double] {
    cases.events.flatMap { $0.dropFirst().map { seconds[$0] / 86_400 } }
  }

  /// The features of the last event of a prefix.
  func lastRow(_ example: Int) -> [Double] {
    let row = examples.starts[example] + examples.lengths[example] - 1
    return examples.rows[row * 6..<row * 6 + 6].map(Double.init)
  }

  func source(seed: UInt64, _ rules: EventLogProtocol = .published, tasks: [String]? = nil) throws -> DataSource {
    try .eventLog(log, rules, seed: seed, tasks: tasks)
  }
}

/// The middle value; of an even number, the mean of the middle two.
func median(_ values: [Double]) -> Double {
  let sorted = values.sorted()
  return (sorted[(sorted.count - 1) / 2] + sorted[sorted.count / 2]) / 2
}

func mean(_ values: [Double]) -> Double { values.reduce(0, +) / Double(values.count) }

/// The mean of the means of batches of 32.
func meanOfBatches(_ values: [Double]) -> Double {
  mean(stride(from: 0, to: values.count, by: 32).map { mean(Array(values[$0..<min(values.count, $0 + 32)])) })
}
