import Components
import Datasets
import Foundation

/// The log of a process. From the events of a case so far, the tasks predict the next activity, its time, and the time
/// that the case still takes.
package struct EventLogConfiguration: DataKind {
  package static let card = DataCard(
    About(
      "event-log", title: "Event log", "cases of a process in CSV: next activity, next time, remaining time",
      settings: [
        Setting("file", .path, isRequired: true, "path of the log"),
        Setting(
          "separator", .text("one character, or `tab`"), default: ",",
          "the character between two values, or `tab`"),
        Setting("columns", .section(columnSettings), "the columns that are read; all others are ignored"),
        Setting(
          "protocol", .choice(Rules.self), default: "clean",
          "how prefixes are made and judged: `published`, exactly as in the experiments of Kirchdorfer et al. with their faults, or `clean`, without leakage from test cases. Figures of the two are not compared. The keys from `order` to `missing-cases` change it one by one"
        ),
      ] + protocolSettings + [
        Setting(
          "longest", .int(1...EventLogProtocol.longestAllowed),
          "the number of last events of a prefix that an input holds, 1 to 4096; none for all, and then no case may have more than 4096 events"
        ),
        SplitDraw.seedSetting(
          "seed of the division; none for `run`, as in the published protocol", key: "split-seed", default: nil),
        FileReadingConfiguration.cacheSetting(
          "path of the folder in which the log is kept as numbers. A log is parsed once for all seeds and protocols; like a table it is found by the content of its file, and by `separator`, `columns` and `missing-cases`"
        ),
      ]),
    usualTrunk: "cnn", Self.self)

  private static let columnSettings = [
    Setting(
      "case", .text("a column"), default: "case_id",
      "the case of the event; if all are numbers, cases are in the order of numbers"),
    Setting("activity", .text("a column"), default: "activity", "what happened"),
    Setting("resource", .text("a column"), default: "resource", "who or what did it"),
    Setting(
      "timestamp", .text("a column"), default: "timestamp",
      "the time: `2014-10-22 11:15:41+00:00`; `/` for `-`, `T` for the blank, fractions, `Z`, `+0200` and `+02` are read too. Hours and weekdays are those of the clock as written; see `order` for the zone. Either all times of a log have a zone, or none has one"
    ),
  ]

  /// The settings whose defaults the protocol gives.
  private static let protocolSettings: [Setting] = {
    func setting(_ name: String, _ kind: Setting.Kind, _ meaning: String) -> Setting {
      Setting(name, kind, otherwise: "the protocol's", meaning)
    }
    return [
      setting(
        "order", .choice(EventLogProtocol.Order.self),
        "`stable`: by instant, so that zones and summer time count in order and durations; equal instants stand as in the file. `published`: by the clocks as written; zones are ignored, and equal times stand as the published experiments' unstable sort leaves them"
      ),
      setting(
        "divide", .choice(EventLogProtocol.Division.self),
        "what is drawn for the splits, 64, 16 and 20 of a hundred: `case` (with all of its prefixes) or `prefix`"),
      setting(
        "constants", .choice(EventLogProtocol.Constants.self),
        "vocabularies, hours and scales of time are those of `train` cases, which needs `divide: case`, or of the whole `log`"
      ),
      setting(
        "scale-times", .choice(EventLogProtocol.TimeScaling.self),
        "times in inputs are standardised logarithms `always`, or `when-time-task`: otherwise, for the next activity alone, they are seconds"
      ),
      setting(
        "remaining-from", .choice(EventLogProtocol.RemainingTime.self),
        "the remaining time counts from the prefix's last event (`prefix-end`) or from the one after (`next-event`)"),
      setting(
        "padding", .choice(EventLogProtocol.Padding.self),
        "0 is the code of padding alone (`own-code`), or also of the first activity, resource and weekday (`shared-code`)"
      ),
      setting(
        "averages", .choice(EventLogProtocol.Averages.self),
        "losses and metrics of a split are means over `samples`, or means of means over `batches`"),
      setting(
        "shuffling", .choice(EventLogProtocol.Shuffling.self),
        "`train`: the loader shuffles training. `published`: the published experiments' generator orders training and, again in each epoch, validation"
      ),
      setting(
        "missing-cases", .texts("cells"),
        "a list of cells that mean \"no case\": `[\"\"]`, or in the published protocol what its CSV reader reads as missing, which drops a case named `NA`"
      ),
    ]
  }()

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

  package init(reading section: DeclaredSection, catalogue: ExperimentCatalogue) throws {
    file = try section.path("file")
    separator = try section.separator("separator")
    let names = try section.section("columns")
    columns.caseID = try names.string("case")
    columns.activity = try names.string("activity")
    columns.resource = try names.string("resource")
    columns.timestamp = try names.string("timestamp")
    let given: Rules = try section.choice("protocol")
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
    rules.longest = try section.optionalInt("longest")
    seed = try section.optionalSplitSeed("split-seed")
    cache = try section.path("cache")
    if rules.constants == .train, rules.division == .prefix {
      throw ConfigurationError(
        "`data.constants` should be `log` where `divide` is `prefix`: its cases are in several splits. Found \"train\".",
        at: section.origin(of: section.isGiven("constants") ? "constants" : "divide"))
    }
  }

  package var taskNames: [String] { DataSource.eventLogTaskNames }

  /// The draw of the division. The fingerprint is that of the log, and does not depend on the draw.
  package var draw: SplitDraw? {
    var draw = SplitDraw(seed: seed ?? .run, drawsTest: true, takesFolds: false)
    draw.isInFingerprint = false
    return draw
  }

  package var looksAtTasks: Bool { true }

  package func newInputs(_ reading: DataReading) -> NewInputs { .cases(self) }

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
