import Datasets
import Foundation

/// The log of a process. From the events of a case so far, the tasks predict the next activity, its time, and the time
/// that the case still takes.
package struct EventLogConfiguration: DataKind {
  package static let name = "event-log"
  package static let summary = "cases of a process in CSV: next activity, next time, remaining time"
  package static let usualTrunk = "cnn"

  /// The sets of choices that belong together.
  package enum Rules: String, CaseIterable, Sendable {
    case published, clean
  }

  /// The absolute path of the log.
  package var file: String
  package var separator: Character = ","
  package var columns = EventLog.Columns()
  /// The protocol by which the log becomes examples: one of the two protocols, with single choices changed.
  package var rules: EventLogProtocol
  /// The seed of the division; nil for the run's, as in the published protocol.
  package var seed: SplitDraw.Seed?
  /// The absolute path of the folder in which logs are kept.
  package var cache: String

  package init(reading section: ConfigurationSection, catalogue: ExperimentCatalogue) throws {
    file = try section.path("file")
    separator = try section.separator("separator", default: separator)
    let names = try section.section("columns")
    columns.caseID = try names.string("case", default: columns.caseID)
    columns.activity = try names.string("activity", default: columns.activity)
    columns.resource = try names.string("resource", default: columns.resource)
    columns.timestamp = try names.string("timestamp", default: columns.timestamp)
    let given: Rules = try section.choice("protocol", default: .clean)
    rules = given == .published ? .published : .clean
    rules.order = try section.choice("order", default: rules.order)
    rules.division = try section.choice("divide", default: rules.division)
    rules.constants = try section.choice("constants", default: rules.constants)
    rules.timeScaling = try section.choice("scale-times", default: rules.timeScaling)
    rules.remainingTime = try section.choice("remaining-from", default: rules.remainingTime)
    rules.padding = try section.choice("padding", default: rules.padding)
    rules.averages = try section.choice("averages", default: rules.averages)
    rules.shuffling = try section.choice("shuffling", default: rules.shuffling)
    rules.missingCases = try section.strings("missing-cases", default: rules.missingCases)
    rules.longest = try section.optionalInt("longest", in: 1...EventLogProtocol.longestAllowed)
    seed = try section.optionalSplitSeed("split-seed")
    cache = try section.path("cache", default: FileReadingConfiguration.usualCache)
    if rules.constants == .train, rules.division == .prefix {
      throw ConfigurationError(
        "`data.constants` should be `log` where `divide` is `prefix`: its cases are in several splits. Found \"train\".",
        at: (section.given("constants") ?? section.given("divide"))?.origin ?? .default)
    }
  }

  package var taskNames: [String] { DataSource.eventLogTaskNames }

  /// The draw of the division. The fingerprint is that of the log, and does not depend on the draw.
  package var draw: SplitDraw? {
    var draw = SplitDraw(seed: seed ?? .run, drawsTest: true, takesFolds: false)
    draw.isInFingerprint = false
    return draw
  }

  package func source(_ reading: DataReading) throws -> DataSource {
    try .eventLog(log(), rules, seed: seed(of: reading), tasks: reading.tasks)
  }

  /// The training's log, which is kept.
  package func log() throws -> EventLog {
    try EventLog(
      URL(filePath: file), columns: columns, separator: separator, missingCases: Set(rules.missingCases),
      cache: URL(filePath: cache))
  }

  /// The log in another file, read like that of the training.
  package func log(_ file: URL) throws -> EventLog {
    try EventLog(file, columns: columns, separator: separator, missingCases: Set(rules.missingCases))
  }

  /// The seed of the division.
  package func seed(of reading: DataReading) -> UInt64 { (seed ?? .run).value(for: reading) }
}
