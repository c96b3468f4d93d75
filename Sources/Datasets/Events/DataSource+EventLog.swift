import Components
import Foundation
import Tasks

extension DataSource {
  /// The prefixes of an event log with the tasks `next-activity`, `next-time` and `remaining-time`, both times in days.
  /// Inputs are `[events of the longest case, 6]`, or fewer events if the protocol says so; see ``PrefixDataset``.
  ///
  /// The fingerprint is that of the events and of the protocol: it does not change with the seed, nor with `tasks`.
  ///
  /// - Parameters:
  ///   - seed: the seed of the division, and of the batches' order if the protocol prescribes it.
  ///   - tasks: the tasks that will be trained, on which the scaling of times may depend; nil for all.
  /// - Throws: `DatasetError` if the log has too few cases or prefixes, or a task is unknown.
  public static func eventLog(
    _ log: EventLog, _ rules: EventLogProtocol, seed: UInt64, tasks: [String]? = nil
  ) throws -> DataSource {
    let encoding = try EventLogEncoding(log, rules, seed: seed, tasks: tasks)
    let (drawn, constants) = (encoding.drawn, encoding.constants)
    let examples = PrefixExamples(log, encoding.cases, constants, rules, scalesTimes: encoding.scalesTimes)
    var parts: [Split: [Int]] = drawn
    if rules.division == .case { parts = drawn.mapValues { $0.flatMap { Array(examples.examplesOfCase[$0]) } } }
    for split in Split.allCases where parts[split]!.isEmpty {
      throw DatasetError("The split `\(split)` of `\(log.path)` should have prefixes. Found none.")
    }
    let orders = PassOrders(seed: seed, train: parts[.train]!.count, validation: parts[.validation]!.count)
    func dataset(_ split: Split) -> PrefixDataset {
      guard rules.shuffling == .published, split != .test else { return PrefixDataset(examples, parts[split]!) }
      return PrefixDataset(examples, parts[split]!) { orders.order(epoch: $0, of: split) }
    }
    var source = DataSource(
      name: URL(fileURLWithPath: log.path).lastPathComponent, train: dataset(.train), validation: dataset(.validation),
      test: dataset(.test), tasks: eventLogTasks(constants, rules),
      input: .sequence(length: examples.length, columns: columns(constants, rules)),
      fingerprint: fingerprint(log, rules))
    source.notes = notes(log, encoding.cases)
    source.classNames[PrefixDataset.nextActivity] = LatestPrefixes.classes(constants, rules)
    return source
  }

  /// The sentences on events that are no samples.
  private static func notes(_ log: EventLog, _ cases: OrderedCases) -> [String] {
    let single = cases.events.count { $0.count == 1 }
    return [
      log.caselessCount == 0 ? nil : "\(log.caselessCount) events belong to no case",
      single == 0 ? nil : "\(single) cases have one event, and so no prefix",
    ].compactMap { $0 }
  }

  /// The columns of an event: the codes of activity, resource and weekday, then three numbers.
  private static func columns(
    _ constants: EventLogConstants, _ rules: EventLogProtocol
  ) -> [InputDescription.Column] {
    let padding = rules.padding == .ownCode ? 1 : 0
    let unknown = rules.constants == .train ? 1 : 0
    let codes = [
      constants.activities.count + unknown, constants.resources.count + unknown, EventLogConstants.weekdays,
    ]
    let numbers = PrefixExamples.features - codes.count
    return codes.map { .code($0 + padding) } + [InputDescription.Column](repeating: .number, count: numbers)
  }

  /// The names of an event log's tasks.
  public static let eventLogTaskNames = [
    PrefixDataset.nextActivity, PrefixDataset.nextTime, PrefixDataset.remainingTime,
  ]

  /// The tasks of a log: cross-entropy and accuracy for the activity, absolute differences in days for the times.
  private static func eventLogTasks(_ constants: EventLogConstants, _ rules: EventLogProtocol) -> [LearningTask] {
    // An activity that no training case has is a class that is never predicted.
    let classes = constants.activities.count + (rules.constants == .train ? 1 : 0)
    let activity = LearningTask.classification(PrefixDataset.nextActivity, classes: classes, isComplete: true)
    let times = [(PrefixDataset.nextTime, constants.sincePrevious), (PrefixDataset.remainingTime, constants.remaining)]
    return ([activity] + times.map { LearningTask.duration($0, $1) }).map { task in
      rules.averages == .samples
        ? task.averaging(losses: .labels) : task.averagingOverBatches()
    }
  }

  private static func fingerprint(_ log: EventLog, _ rules: EventLogProtocol) -> String {
    var fingerprint = Fingerprint()
    for word in eventLogTaskNames + rules.words { fingerprint.add(word) }
    for words in [log.activities, log.resources] { for word in words { fingerprint.add(word) } }
    for word in log.cases { fingerprint.add(word) }
    fingerprint.add(Array(log.times.map(\.microseconds)))
    fingerprint.add(Array(log.caseNumbers.map { $0 ?? -1 }))
    // Zones change the times between events where they differ.
    let offsets: [Int] = log.times.map { $0.offset ?? 0 }
    if rules.order == .stable, let first = offsets.first, offsets.contains(where: { $0 != first }) {
      fingerprint.add(offsets)
    }
    return fingerprint.text
  }
}

extension LearningTask {
  /// A duration in days, predicted as a standardised logarithm.
  fileprivate static func duration(_ name: String, _ scale: Scale) -> LearningTask {
    let labels = Labels(.numbers(missing: .nan), isComplete: true)
    let task = try? LearningTask(
      name, .regression, outputs: 1, labels: labels, scale: scale, unit: "d",
      loss: RestoredL1Loss(scale, isComplete: true),
      metrics: [Metrics.named("mae", for: labels, scale: scale, unit: "d")])
    guard let task else { preconditionFailure("`\(name)` should be a whole task.") }
    return task
  }
}
