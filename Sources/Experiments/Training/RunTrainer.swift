import Balancing
import Configuration
import Datasets
import Foundation
import OrderedCollections
import Printing
import Runs
import Tasks
import Torch
import Training

/// One training in its folder: from `config.yaml` and `job.json` to `result.json`.
package struct RunTrainer {
  package let folder: RunFolder
  package let job: RunJob
  package let configuration: ExperimentConfiguration
  /// The folder's lock, if its planner holds it already.
  private let lock: RunLock?
  private let data: KeptData

  /// Reads the files that a planner left in the folder.
  ///
  /// - Parameters:
  ///   - lock: the folder's lock, if the caller holds it already.
  ///   - catalogue: the components that the run's configuration can name.
  ///   - data: the data of runs before this one, which it takes if they are its own.
  package init(
    _ folder: RunFolder, holding lock: RunLock? = nil, catalogue: ExperimentCatalogue = .toolkit,
    data: KeptData = KeptData()
  ) throws {
    self.folder = folder
    self.lock = lock
    self.data = data
    job = try RunJob(in: folder)
    configuration = try folder.configuration(catalogue)
  }

  /// Writes a cell's files into its folder. Other files that exist there stay.
  static func prepare(_ cell: ConfiguredRun, _ job: RunJob, in folder: RunFolder) throws {
    try folder.write(Data(cell.resolved.yaml().utf8), as: "config.yaml")
    try job.save(in: folder)
  }

  /// Trains, or continues from the folder's last checkpoint, then evaluates the selected epoch and writes the result.
  ///
  /// A run that is done is not repeated. A training that fails for its own reason, such as a loss that is not finite,
  /// leaves a result that says so, and throws. A later call throws again.
  @discardableResult
  package func run(
    shouldStop: @escaping () -> Bool = { false }, observers: [any TrainingObserver] = []
  ) throws -> RunResult {
    guard let result = try run(until: .max, shouldStop: shouldStop, observers: observers) else {
      preconditionFailure("a training without a pause has a result")
    }
    return result
  }

  /// Trains up to the end of an epoch. A training that pauses there leaves a checkpoint and no result. It continues to
  /// the same bits as one that never paused.
  ///
  /// - Returns: the result; nil for a training that paused.
  package func run(
    until pause: Int, shouldStop: @escaping () -> Bool = { false }, observers: [any TrainingObserver] = []
  ) throws -> RunResult? {
    let lock = try self.lock ?? folder.lock()
    defer { withExtendedLifetime(lock) {} }
    if folder.isDone {
      let result = try folder.result()
      if let failure = result.failure { throw RunFailed(failure, in: folder) }
      return result
    }
    let store = try folder.checkpoints(holding: lock)
    let epochs = configuration.training.lastEpoch
    if pause < epochs, let epoch = try store.position(of: "last")?.epoch, epoch >= pause { return nil }
    let parts = try ExperimentParts(configuration, data: data.source(of: configuration))
    var environment = try RunEnvironment.current(
      device: parts.options.device, data: parts.data.fingerprint, files: RunIdentity.files(of: configuration))
    if parts.unlabelled > 0 {
      environment.samples = .init(
        trained: parts.trainLoader.sets.reduce(0) { $0 + $1.loader.dataset.count }, unlabelled: parts.unlabelled)
    }
    try folder.write(environment.json(), as: RunEnvironment.fileName)
    let trainer = parts.trainer()
    trainer.shouldStop = shouldStop
    let definitions = parts.definitions
    let ended = try store.position(of: "last")?.epoch ?? 0
    try folder.truncateRecords(afterEpoch: ended)
    try folder.checkRecords(folder.records(), of: ended)
    let events = configuration.output.tensorboard ? EventFile(in: folder, configuration.resolved) : nil
    try events?.match(folder.records())
    trainer.observers =
      [RecordWriter(folder, holding: lock, job, definitions, selectionSplit: parts.selectionSplit, events: events)]
      + observers
    let criterion = try selectionCriterion(parts.tasks, definitions)
    let perTask = taskCriteria(parts.tasks)
    var result = RunResult(
      experiment: job.experiment, cell: folder.url.lastPathComponent, method: job.method, label: job.label,
      seed: configuration.seed, role: job.role, tasks: parts.tasks.map(\.name), definitions: definitions,
      selection: .init(split: parts.selectionSplit, criterion: criterion.name, epoch: 0), metrics: [:], losses: [:],
      seconds: 0, steps: 0, parameters: parts.network.parameterCount, hyperparameters: job.hyperparameters)
    result.fold = configuration.data.draw?.fold
    do {
      let outcome = try trainer.fit(
        parts.trainLoader, validation: try parts.selectionLoader(), criterion: criterion,
        perTask: perTask, checkpoints: store, until: pause)
      if outcome.epochs < epochs, !outcome.stoppedEarly { return nil }
      result.selection.epoch = outcome.bestEpoch
      if perTask != nil {
        result.selection.epochs = Dictionary(
          uniqueKeysWithValues: zip(parts.tasks, outcome.taskEpochs).map { ($0.name, $1.epoch) })
        result.selection.epoch = outcome.taskEpochs.map(\.epoch).max() ?? outcome.bestEpoch
        result.selection.criterion = taskCriterionName(parts.tasks)
      }
      if outcome.bestValue == nil, configuration.training.select.criterion != .last {
        result.selection.criterion = "\(SelectionCriterion.last.name), as there was no \(criterion.name)"
      }
      result.addCost(try folder.records())
      result.seconds = outcome.seconds
      result.processorSeconds = outcome.processorSeconds
      result.remarks = outcome.remarks.isEmpty ? nil : outcome.remarks
      result.steps = outcome.steps
      result.stoppedEarly = outcome.stoppedEarly
    } catch let error as LossError {
      throw try failure(error, at: error.step, &result)
    } catch let error as PenaltyError {
      throw try failure(error, at: error.step, &result)
    } catch TrainingError.balancing(let step, let error) {
      throw try failure(TrainingError.balancing(step: step, error), at: step, &result)
    } catch var error as EvaluationError {
      error.split = parts.selectionSplit
      throw try failure(parts.placing(error), at: error.step ?? 0, &result)
    }
    var evaluator = perTask == nil ? trainer.evaluator : try parts.keptByTasks(in: store).evaluator()
    evaluator.shouldStop = shouldStop
    let measured = configuration.training.takesAllSamples ? [] : [Split.validation, .test]
    for split in measured.map(\.rawValue) {
      let loader = split == Split.test.rawValue ? parts.testLoader : parts.validationLoader
      do {
        var answers = split == Split.test.rawValue ? TestAnswers(parts) : nil
        let evaluation = try evaluator(loader, split: split, after: result.steps) { try answers?.add($0, $1) }
        try lock.check()
        try answers?.write(to: folder)
        result.metrics[split] = evaluation.metrics.plain
        result.losses[split] = evaluation.losses.unordered
        if !evaluation.leftOut.isEmpty {
          result.leftOut = (result.leftOut ?? [:]).merging([split: evaluation.leftOut.plain]) { $1 }
        }
        if let corruptions = configuration.corruptions, split == Split.test.rawValue {
          result.corrupted = try CorruptedMetrics(of: evaluator, parts, under: corruptions, after: result.steps)
        }
      } catch let error as EvaluationError {
        throw try failure(parts.placing(error), at: result.steps, &result)
      }
    }
    try lock.check()
    try events?.finish(result)
    try folder.finish(result)
    return result
  }

  /// Records a failure in the result. The same configuration would fail again at the same step, so a comparison does
  /// not repeat it.
  private func failure(_ error: any Error, at step: Int, _ result: inout RunResult) throws -> RunFailed {
    result.failure = "\(error)"
    result.steps = step
    let records = try folder.records()
    result.addCost(records)
    result.seconds = records.reduce(0) { $0 + $1.seconds }
    result.processorSeconds = records.processorSeconds
    try folder.finish(result)
    return RunFailed("\(error)", in: folder)
  }

  /// The criterion of each task, if each keeps its own epoch; nil for one epoch for all, as for one task.
  private func taskCriteria(_ tasks: [LearningTask]) -> [SelectionCriterion]? {
    let select = configuration.training.select
    guard select.isPerTask, tasks.count > 1 else { return nil }
    return tasks.map { task in
      select.criterion == .metric
        ? .mainMetrics(of: [task], on: select.split.rawValue)
        : SelectionCriterion(name: "\(select.split.rawValue) loss") { $0.losses[task.name] }
    }
  }

  /// The name of the criterion: "validation loss of each task, which keeps its own epoch".
  private func taskCriterionName(_ tasks: [LearningTask]) -> String {
    let select = configuration.training.select
    var names: [String] = []
    for task in tasks where !names.contains(task.metrics[0].name) { names.append(task.metrics[0].name) }
    let value = select.criterion == .metric ? names.joined(separator: ", ") : "loss"
    return "\(select.split.rawValue) \(value) of each task, which keeps its own epoch"
  }

  /// The criterion that the configuration names. Δm falls back to the sum of losses for a task alone, and if no metric
  /// has a baseline to which Δm can be relative.
  ///
  /// - Throws: `ConfigurationError` for Δm without a baseline.
  private func selectionCriterion(
    _ tasks: [LearningTask], _ definitions: [MetricDefinition]
  ) throws -> SelectionCriterion {
    let split = configuration.training.select.split.rawValue
    switch configuration.training.select.criterion {
    case .last: return .last
    case .metric: return .mainMetrics(of: tasks, on: split)
    case .loss:
      return SelectionCriterion(name: "sum of \(split) losses", value: SelectionCriterion.sumOfLosses.value)
    case .deltaM:
      guard job.baseline != nil else {
        guard job.method != RunResult.singleTask else {
          return SelectionCriterion(name: "\(split) loss", value: SelectionCriterion.sumOfLosses.value)
        }
        throw ConfigurationError(
          "`training.select.criterion: delta-m` needs the single-task baselines of the seed, which `equipoise compare` trains "
            + "before. Found none, or one that failed; `loss` needs no baseline.")
      }
      guard let measured = job.measured(definitions) else {
        return SelectionCriterion(
          name: "sum of \(split) losses, as no metric has a baseline that Δm can be relative to",
          value: SelectionCriterion.sumOfLosses.value)
      }
      let sign = job.convention.direction == .lowerIsBetter ? 1.0 : -1.0
      let without = measured.leftOut.isEmpty ? "" : " without \(NumberText.list(measured.leftOut.map(\.name)))"
      return SelectionCriterion(name: "\(split) Δm, \(job.convention.title)\(without)") { [job] in
        job.deltaM($0.metrics.plain, definitions).map { $0 * sign }
      }
    }
  }
}

/// An error for a training that failed for its own reason; its folder's result says so.
package struct RunFailed: Error, CustomStringConvertible {
  let reason: String
  let path: String

  init(_ reason: String, in folder: RunFolder) {
    self.reason = reason
    path = folder.url.relativeToCurrentFolder
  }

  package var description: String { "\(reason) (\(path))" }
}
