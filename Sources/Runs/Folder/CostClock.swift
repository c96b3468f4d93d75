/// The clock of a report's seconds.
package enum CostClock: String, Sendable, Hashable, Codable {
  /// Processor seconds, all threads added up. They do not depend on how busy the machine was.
  case processor
  /// Seconds on the clock, for trainings on a device that computes apart from the processor, and if some run has no
  /// others.
  case wall

  /// "s", or "s of processor time".
  package var unit: String { self == .processor ? "s of processor time" : "s" }
}

extension [EpochRecord] {
  /// The processor seconds of all epochs; nil if one has none.
  package var processorSeconds: Double? {
    let known = compactMap(\.processorSeconds)
    return known.count == count ? known.reduce(0, +) : nil
  }
}

extension RunFolder.Finished {
  private var hasProcessorTime: Bool { result.processorSeconds != nil && records.processorSeconds != nil }

  /// The run with its processor seconds in place of those on the clock.
  private var onProcessors: RunFolder.Finished {
    var run = self
    run.result.seconds = result.processorSeconds ?? result.seconds
    for index in run.records.indices {
      run.records[index].seconds = run.records[index].processorSeconds ?? run.records[index].seconds
    }
    return run
  }

  /// The runs with the seconds that tell what they cost: processor seconds if every run, and the search, has them.
  package static func timed(
    _ runs: [RunFolder.Finished], _ search: SearchRecord?
  ) -> (runs: [RunFolder.Finished], clock: CostClock) {
    let isTimed = runs.allSatisfy(\.hasProcessorTime) && search.map { $0.clock == .processor } ?? true
    return isTimed ? (runs.map(\.onProcessors), .processor) : (runs, .wall)
  }
}
