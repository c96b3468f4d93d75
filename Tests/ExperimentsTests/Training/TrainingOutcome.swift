import Configuration
import Runs
import TestSupport
import Testing
import Training

@testable import Experiments

/// What a training leaves that another one of the same experiment should leave too, to the bit.
struct TrainingOutcome: Equatable {
  /// The values of each tensor of the best and of the last checkpoint, under names such as `best trunk.conv1.weight`.
  var weights: [String: [Float]] = [:]
  /// The figures by split, task and name.
  var metrics: [String: [String: [String: Double]]]
  /// The records of the epochs without their times.
  var records: [EpochRecord]

  /// Reads the folder of a run that has ended.
  init(_ folder: RunFolder) throws {
    for checkpoint in ["best", "last"] {
      let model = try #require(try folder.checkpoints.load(checkpoint)).model
      for (name, tensor) in model { weights["\(checkpoint) \(name)"] = tensor.array(of: Float.self) }
    }
    metrics = try folder.result().metrics
    records = try folder.records().map { record in
      var record = record
      record.seconds = 0
      record.processorSeconds = nil
      return record
    }
  }

  /// Trains without a stop.
  init(training experiment: ExperimentConfiguration) throws {
    let run = try SingleRun(experiment).runner(resuming: false, restarting: true)
    #expect(try run.run().failure == nil)
    try self.init(run.folder)
  }

  /// Trains and stops again and again, each time one question later than the time before, and resumes until it has ended.
  init(stopping experiment: ExperimentConfiguration) throws {
    let run = try SingleRun(experiment).runner(resuming: false, restarting: true)
    var stops = 0
    while !run.folder.isDone {
      var questions = 0
      do {
        try run.run(shouldStop: {
          questions += 1
          return questions == stops + 2
        })
      } catch TrainingError.interrupted { stops += 1 }
    }
    #expect(stops > 2)
    try self.init(run.folder)
  }
}

@Suite struct TrainingOutcomeTests {
  /// Another start gives another outcome, so the comparison can fail.
  @Test func anotherSeedGivesAnotherOutcome() throws {
    let scratch = TemporaryFolder()
    func outcome(_ seed: Int) throws -> TrainingOutcome {
      try TrainingOutcome(
        training: SmallTable().experiment("seed: \(seed)\ntraining: {epochs: 1, threads: 1}", in: scratch))
    }
    let (first, again, other) = (try outcome(1), try outcome(1), try outcome(2))
    #expect(first == again && first.weights != other.weights && first.metrics != other.metrics)
    #expect(first.weights.keys.contains { $0.hasPrefix("best ") })
  }
}
