import Configuration
import Datasets
import Foundation
import Runs
import Torch
import Training

/// The trainings of a finished comparison again, as bare steps and evaluations in one process: no folder is written, no
/// checkpoint and no record.
///
/// It serves a benchmark's process. `run N` trains the run of that number as often and evaluates it as often as the
/// comparison did, and answers with the numbers of ``Cost``. The losses have to be those of the run's records.
package struct BareTrainings {
  /// The folders of the runs, in the order of their names.
  let folders: [URL]

  /// The relative difference of losses that is still rounding.
  private static let tolerance = 1e-6

  /// The processor seconds of one training's pieces, and how many there were.
  struct Cost: Codable, Equatable {
    /// Reading the data and building the network.
    var parts = 0.0
    /// Steps with the making of their batches.
    var steps = 0.0
    /// Evaluations after epochs, and those of the result.
    var evaluations = 0.0
    var lastEvaluations = 0.0
    var updateCount = 0
    var evaluationCount = 0

    init() {}

    /// Reads a worker's answer; nil for other numbers.
    init?(_ numbers: [Double]) {
      guard numbers.count == 6 else { return nil }
      (parts, steps, evaluations, lastEvaluations) = (numbers[0], numbers[1], numbers[2], numbers[3])
      (updateCount, evaluationCount) = (Int(numbers[4]), Int(numbers[5]))
    }

    /// The numbers as a worker answers them.
    var numbers: [Double] {
      [parts, steps, evaluations, lastEvaluations, Double(updateCount), Double(evaluationCount)]
    }

    mutating func add(_ other: Cost) {
      parts += other.parts
      steps += other.steps
      evaluations += other.evaluations
      lastEvaluations += other.lastEvaluations
      updateCount += other.updateCount
      evaluationCount += other.evaluationCount
    }
  }

  /// Finds the finished runs below a comparison's folder, in the order of their names.
  package init(of comparison: URL) throws {
    let names = try FileManager.default.contentsOfDirectory(atPath: comparison.path)
    folders = names.sorted().map { comparison.appending(path: $0) }.filter { RunFolder($0).isDone }
  }

  var count: Int { folders.count }

  /// Answers commands until `quit` or the end of the input.
  package func serve() throws {
    HostMemory.keepFreed()
    try WorkerLoop.serve(parameterCount: count) { command in
      let number = try command.count()
      guard command.name == "run", number <= count else {
        throw BenchmarkError("a worker should be told run, with a number up to \(count). Found `\(command.line)`.")
      }
      return try train(number).numbers
    }
  }

  /// Trains a run again.
  ///
  /// - Parameter number: its number, from 1.
  /// - Throws: ``BenchmarkError`` if the updates or the losses are not those of the run.
  func train(_ number: Int) throws -> Cost {
    let folder = RunFolder(folders[number - 1])
    let result = try folder.result(), records = try folder.records()
    let configuration = try folder.configuration()
    if let threads = configuration.training.threads { Threads.count = threads }
    var cost = Cost(), last = ProcessorSeconds.own
    func lap() -> Double {
      let now = ProcessorSeconds.own
      defer { last = now }
      return now - last
    }
    let parts = try ExperimentParts(configuration)
    let forward = parts.forward
    let step = try TrainingStep(
      forward, tasks: parts.tasks, weighting: parts.weighting, gradients: parts.gradients, penalty: parts.regulariser,
      sharpness: parts.sharpness,
      optimizer: parts.optimizer, clipNorm: parts.options.clipNorm, sets: parts.trainLoader.sets.compactMap(\.tasks),
      generators: parts.generators)
    let evaluator = Evaluator(forward, tasks: parts.tasks)
    cost.parts = lap()
    for record in records {
      parts.network.train()
      let batches = parts.trainLoader.batches(epoch: record.epoch - 1, from: 0, taking: 1)
      while let batch = try batches.next() {
        try step([batch], after: cost.updateCount)
        cost.updateCount += 1
      }
      cost.steps += lap()
      let figures = try evaluator(parts.validationLoader, epoch: record.epoch - 1)
      cost.evaluationCount += 1
      cost.evaluations += lap()
      try check(figures, record, folder)
    }
    // The selected epoch is measured on both splits; which epoch's weights they are makes no difference to the time.
    _ = lap()
    for loader in [parts.validationLoader, parts.testLoader] { _ = try evaluator(loader) }
    cost.evaluationCount += 2
    cost.lastEvaluations = lap()
    guard cost.updateCount == result.steps else {
      throw BenchmarkError(
        "`\(folder.url.lastPathComponent)` should have as many updates alone as in its comparison, \(result.steps). "
          + "Found \(cost.updateCount).")
    }
    return cost
  }

  private func check(_ figures: SplitFigures, _ record: EpochRecord, _ folder: RunFolder) throws {
    for (task, loss) in figures.losses {
      guard let recorded = record.losses["validation"]?[task], abs(loss - recorded) <= Self.tolerance * abs(recorded)
      else {
        throw BenchmarkError(
          "`\(task)` of `\(folder.url.lastPathComponent)` should have the validation loss of its comparison, "
            + "\(record.losses["validation"]?[task] ?? .nan) after epoch \(record.epoch). Found \(loss).")
      }
    }
  }
}
