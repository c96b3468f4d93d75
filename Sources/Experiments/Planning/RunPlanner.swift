import Configuration
import Datasets
import Foundation
import Runs
import Tasks

/// A planner that makes an experiment's trainings of rows, points and seeds, and knows their folders.
struct RunPlanner {
  let configuration: ExperimentConfiguration
  /// The folder `runs/<experiment>`.
  let folder: URL
  let identity: RunIdentity
  let tasks: [String]
  /// The experiment from whose runs those of this one start; nil for none.
  private let earlier: EarlierExperiment?
  /// The identities of repetitions whose split is not that of the data.
  private let identities: [Repetition: RunIdentity]

  /// Creates a planner.
  ///
  /// - Parameter data: read once, for its fingerprint and tasks.
  /// - Throws: `ConfigurationError` if a split has other tasks.
  init(_ configuration: ExperimentConfiguration, data: DataSource) throws {
    self.configuration = configuration
    folder = configuration.folder
    earlier = try EarlierExperiment(configuration)
    identity = try RunIdentity(configuration, data: data)
    let tasks = try configuration.selectedTasks(of: data).map(\.name)
    self.tasks = tasks
    identities = try configuration.identitiesOfSplits(tasks: tasks)
  }

  /// The data's fingerprint.
  var fingerprint: String { identity.fingerprint }

  func place(of run: PlannedRun) -> RunFolder { RunFolder(folder.appending(path: name(of: run))) }

  /// The job of the run, with the baseline as far as it is there.
  func job(of run: PlannedRun) throws -> RunJob {
    guard !run.against.isEmpty, let baseline = try validationBaseline(run.against) else { return run.job }
    return run.job.against(baseline, of: run.repetition)
  }

  /// The name of the run's folder.
  func name(of run: PlannedRun) -> String {
    let start = (try? run.start?.get()).map { [$0.fact] } ?? []
    return (identities[run.repetition] ?? identity).name(of: run.cell, facts: start + run.facts)
  }

  /// The training of one task alone.
  ///
  /// - Parameter training: the values of `training`; nil for those of the comparison for this task.
  func singleTask(
    _ task: String, _ repetition: Repetition, training: TrainingOverrides? = nil
  ) throws -> PlannedRun {
    let own = training ?? configuration.comparison.alone.training(of: task)
    let job = RunJob(
      experiment: configuration.name, method: RunResult.singleTask, label: RunResult.singleTaskLabel,
      hyperparameters: own.texts,
      convention: configuration.comparison.convention)
    let start = start(of: job, [task], repetition)
    let cell = try configuration.run(
      alone: task, training: own, seed: repetition.seed, fold: repetition.fold, start: try? start?.get().files)
    return PlannedRun(cell: cell, job: job, repetition: repetition, task: task, start: start)
  }

  /// The training of a row of the comparison at a point of its grid.
  ///
  /// - Parameter baseline: the validation figures of the repetition's single-task runs.
  func multiTask(
    _ label: String, _ point: MethodPoint, number: Int, _ repetition: Repetition, _ role: RunResult.Role,
    baseline: [String: [String: Double]]?
  ) throws -> PlannedRun {
    var job = RunJob(
      experiment: configuration.name, method: point.balancing.name, label: label, role: role,
      hyperparameters: point.texts, convention: configuration.comparison.convention)
    if let baseline { job = job.against(baseline, of: repetition) }
    let start = start(of: job, tasks, repetition)
    let cell = try configuration.run(
      point, seed: repetition.seed, fold: repetition.fold, start: try? start?.get().files)
    return PlannedRun(cell: cell, job: job, repetition: repetition, point: number, start: start)
  }

  /// The start of a run; nil if it does not start from a run of another experiment.
  private func start(
    of job: RunJob, _ tasks: [String], _ repetition: Repetition
  ) -> Result<EarlierExperiment.Start, any Error>? {
    earlier.map { earlier in Result { try earlier.start(of: job.label, tasks, repetition) } }
  }

  /// The validation figures of single-task runs, one for each task; nil if one is missing.
  func validationBaseline(_ runs: [PlannedRun]) throws -> [String: [String: Double]]? {
    var baseline: [String: [String: Double]] = [:]
    for run in runs {
      guard let task = run.task, case let place = place(of: run), place.isDone,
        let figures = try place.result().metrics[Split.validation]?[task]
      else { return nil }
      baseline[task] = figures
    }
    return baseline
  }

  /// Gives a finished run the row and the role that it has now; its figures do not change. A run from an earlier
  /// comparison may have had others, and a run of a search may become one whose figures are reported. What a killed
  /// process left in its folder is removed.
  func relabel(_ run: PlannedRun, as role: RunResult.Role? = nil) throws {
    let place = place(of: run)
    RunClaim.clear(place.url)
    place.clearTemporaries()
    var result = try place.result()
    let role = role ?? run.job.role
    guard result.label != run.job.label || result.role != role else { return }
    var job = try job(of: run)
    job.role = role
    try job.save(in: place)
    result.label = job.label
    result.role = role
    try place.finish(result)
  }
}

extension ExperimentConfiguration {
  /// The identities of runs by repetition, if repetitions have splits of their own. The data is read once for each
  /// split.
  fileprivate func identitiesOfSplits(tasks: [String]) throws -> [Repetition: RunIdentity] {
    guard let draw = data.draw, draw.isInFingerprint, draw.seed == .run || comparison.splits != nil else { return [:] }
    // Seeds share the folds.
    var ofFolds: [Fold: RunIdentity] = [:]
    var identities: [Repetition: RunIdentity] = [:]
    for repetition in comparison.repetitions {
      if let known = repetition.fold.flatMap({ ofFolds[$0] }) { identities[repetition] = known; continue }
      let split = try data(of: repetition)
      let found = try selectedTasks(of: split).map(\.name)
      guard found == tasks else {
        throw ConfigurationError(
          "Every split should have the same tasks, \(tasks.quotedList). Found \(found.quotedList) with \(repetition.name): "
            + "name the tasks in `data.targets` or `only`.")
      }
      let identity = try RunIdentity(self, data: split)
      identities[repetition] = identity
      if let fold = repetition.fold { ofFolds[fold] = identity }
    }
    return identities
  }

  /// The data of one repetition of the comparison.
  private func data(of repetition: Repetition) throws -> DataSource {
    try data.source(DataReading(seed: repetition.seed, tasks: only, fold: repetition.fold))
  }

  /// The data by which a comparison is planned and described: that of its first split if there are several.
  func comparedData() throws -> DataSource {
    try data.source(DataReading(seed: seed, tasks: only, fold: comparison.folds[0]))
  }

  /// The folder `runs/<experiment>`.
  package var folder: URL { URL(filePath: output.folder).appending(path: name) }

  /// The processor's cores that this process may use; within a Slurm job those that the job has asked for.
  package var cores: Int {
    let process = ProcessInfo.processInfo
    let own = process.environment["SLURM_CPUS_PER_TASK"].flatMap(Int.init) ?? .max
    return max(1, min(process.activeProcessorCount, own))
  }

  /// The number of trainings at a time: the given one, otherwise one for each core; one if they share a GPU.
  var width: Int {
    comparison.jobs ?? (training.device.isCPU ? cores : 1)
  }

  /// The threads of each of several trainings.
  func threads(width: Int) -> Int {
    training.threads ?? max(1, cores / max(width, 1))
  }
}
