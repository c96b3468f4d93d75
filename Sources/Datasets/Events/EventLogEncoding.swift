/// The choices that follow from a training's log: the order of its events, the division of its cases or prefixes, and
/// the constants that turn events into numbers.
struct EventLogEncoding: Sendable {
  let cases: OrderedCases
  /// The cases or prefixes of each split.
  let drawn: [Split: [Int]]
  let constants: EventLogConstants
  /// Whether times in the inputs are standardised logarithms; otherwise seconds.
  let scalesTimes: Bool

  /// Makes the choices.
  ///
  /// - Parameter tasks: the tasks that are trained; nil for all.
  /// - Throws: `DatasetError` if the log has too few cases or prefixes, if only some times have a zone, and for a case
  ///   that is too long.
  init(_ log: EventLog, _ rules: EventLogProtocol, seed: UInt64, tasks: [String]?) throws {
    let cases = try OrderedCases(log, order: rules.order)
    if rules.longest == nil, cases.longest > EventLogProtocol.longestAllowed {
      let number = cases.events.firstIndex { $0.count == cases.longest }!
      throw DatasetError(
        "The case `\(log.cases[number])` of `\(log.path)` should have at most \(EventLogProtocol.longestAllowed) events, since "
          + "every sample is as long as the longest case. Found \(cases.longest). With `longest: 256` a sample holds the last 256 "
          + "events of a prefix.")
    }
    let drawn =
      switch rules.division {
      case .prefix: try EventDivision.drawn(cases.prefixCount, seed: seed, of: "prefixes", in: log.path)
      case .case: try EventDivision.drawn(log.cases.count, seed: seed, of: "cases", in: log.path)
      }
    (self.cases, self.drawn) = (cases, drawn)
    constants = EventLogConstants(log, cases, events: try Self.constantEvents(log, cases, rules, drawn))
    let timeTasks = [PrefixDataset.nextTime, PrefixDataset.remainingTime]
    let hasTimeTask = tasks.map { $0.contains { timeTasks.contains($0) } } ?? true
    scalesTimes = rules.timeScaling == .always || hasTimeTask
  }

  private static func constantEvents(
    _ log: EventLog, _ cases: OrderedCases, _ rules: EventLogProtocol, _ drawn: [Split: [Int]]
  ) throws -> [Int] {
    guard rules.constants == .train else { return Array(0..<log.count) }
    guard rules.division == .case else {
      throw DatasetError("Constants of training cases should go with a division by case. Found one by prefix.")
    }
    return drawn[.train]!.flatMap { cases.events[$0] }
  }
}
