import Foundation
import Tasks

extension DataSource {
  /// The prefixes of an event log with the tasks `next-activity`, `next-time` and `remaining-time`, both times in days. Inputs
  /// are `[events of the longest case, 6]`; see ``PrefixDataset``.
  ///
  /// The fingerprint is that of the events and of the protocol: it does not change with the seed, nor with `tasks`.
  ///
  /// - Parameters:
  ///   - seed: of the division, and of the batches' order where the protocol prescribes it.
  ///   - tasks: the tasks that will be trained, which the scaling of times may depend on; nil for all.
  /// - Throws: `DatasetError` where the log has too few cases or prefixes, or a task is unknown.
  public static func eventLog(
    _ log: EventLog, _ rules: EventLogProtocol, seed: UInt64, tasks: [String]? = nil
  ) throws -> DataSource {
    let cases = OrderedCases(log, order: rules.order)
    let drawn =
      switch rules.division {
      case .prefix: try EventDivision.drawn(cases.prefixCount, seed: seed, of: "prefixes", in: log.path)
      case .case: try EventDivision.drawn(log.cases.count, seed: seed, of: "cases", in: log.path)
      }
    let constants = EventLogConstants(log, cases, events: try constantEvents(log, cases, rules, drawn))
    let timeTasks = [PrefixDataset.nextTime, PrefixDataset.remainingTime]
    let hasTimeTask = tasks.map { $0.contains { timeTasks.contains($0) } } ?? true
    let examples = PrefixExamples(
      log, cases, constants, rules, scalesTimes: rules.timeScaling == .always || hasTimeTask)
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
      inputShape: [examples.length, PrefixExamples.features], fingerprint: fingerprint(log, rules))
    source.codes = codes(constants, rules)
    return source
  }

  /// How many codes activity, resource and weekday can have.
  private static func codes(_ constants: EventLogConstants, _ rules: EventLogProtocol) -> [Int] {
    let padding = rules.padding == .ownCode ? 1 : 0
    let unknown = rules.constants == .train ? 1 : 0
    return [constants.activities.count + unknown, constants.resources.count + unknown, EventLogConstants.weekdays].map {
      $0 + padding
    }
  }

  /// The names of an event log's tasks.
  public static let eventLogTaskNames = [
    PrefixDataset.nextActivity, PrefixDataset.nextTime, PrefixDataset.remainingTime,
  ]

  private static func constantEvents(
    _ log: EventLog, _ cases: OrderedCases, _ rules: EventLogProtocol, _ drawn: [Split: [Int]]
  ) throws -> [Int] {
    guard rules.constants == .train else { return Array(0..<log.count) }
    guard rules.division == .case else {
      throw DatasetError("Constants of training cases should go with a division by case. Found one by prefix.")
    }
    return drawn[.train]!.flatMap { cases.events[$0] }
  }

  /// What there is to learn from a log: cross-entropy and accuracy; absolute differences in days.
  private static func eventLogTasks(_ constants: EventLogConstants, _ rules: EventLogProtocol) -> [Task] {
    // An activity that no training case has is a class that is never predicted.
    let classes = constants.activities.count + (rules.constants == .train ? 1 : 0)
    let activity = Task.classification(PrefixDataset.nextActivity, classes: classes, isComplete: true)
    let times = [(PrefixDataset.nextTime, constants.sincePrevious), (PrefixDataset.remainingTime, constants.remaining)]
    return ([activity] + times.map { Task.duration($0, $1) }).map { task in
      rules.averages == .samples
        ? task.averaging(losses: .labels) : task.averagingOverBatches()
    }
  }

  private static func fingerprint(_ log: EventLog, _ rules: EventLogProtocol) -> String {
    var fingerprint = Fingerprint()
    for word in eventLogTaskNames + rules.words + log.activities + log.resources + log.cases { fingerprint.add(word) }
    fingerprint.add(log.times.map(\.microseconds))
    fingerprint.add(log.caseNumbers.map { $0 ?? -1 })
    return fingerprint.text
  }
}

extension Task {
  /// A duration in days, predicted as a standardised logarithm.
  fileprivate static func duration(_ name: String, _ scale: Scale) -> Task {
    let labels = Labels(.numbers(missing: .nan), isComplete: true)
    let task = try? Task(
      name, .regression, outputs: 1, labels: labels, scale: scale, unit: "d",
      loss: RestoredL1Loss(scale, isComplete: true),
      metrics: [Metrics.named("mae", for: labels, scale: scale, unit: "d")])
    guard let task else { preconditionFailure("`\(name)` should be a whole task.") }
    return task
  }
}
