/// What the seconds of a report are.
public enum CostClock: String, Sendable, Hashable, Codable {
  /// Processor seconds, all threads added up: how busy the machine was makes no difference.
  case processor
  /// Seconds on the clock: of trainings on a device that computes beside the processor, and where some run has no others.
  case wall
}

extension Comparison {
  /// "s", or "s of processor time".
  var secondsUnit: String { clock == .processor ? "s of processor time" : "s" }
}

extension [EpochRecord] {
  /// The processor seconds of all of them; nil where one has none.
  var processorSeconds: Double? {
    let known = compactMap(\.processorSeconds)
    return known.count == count ? known.reduce(0, +) : nil
  }
}

extension RunFolder.Finished {
  private var hasProcessorTime: Bool { result.processorSeconds != nil && records.processorSeconds != nil }

  /// The run with its processor seconds in the place of those on the clock.
  private var onProcessors: RunFolder.Finished {
    var run = self
    run.result.seconds = result.processorSeconds ?? result.seconds
    for index in run.records.indices {
      run.records[index].seconds = run.records[index].processorSeconds ?? run.records[index].seconds
    }
    return run
  }

  /// Runs with the seconds that tell what they cost: processor seconds where every run, and the search, has them.
  static func timed(
    _ runs: [RunFolder.Finished], _ search: SearchRecord?
  ) -> (runs: [RunFolder.Finished], clock: CostClock) {
    let isTimed = runs.allSatisfy(\.hasProcessorTime) && search.map { $0.clock == .processor } ?? true
    return isTimed ? (runs.map(\.onProcessors), .processor) : (runs, .wall)
  }
}
