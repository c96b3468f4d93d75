import Foundation
import Tasks
import Torch

/// Trains everything that a comparison needs: single-task baselines, every method over the seeds, the grids.
///
/// What is done is skipped, what was interrupted is resumed, so that a killed comparison is simply started again.
public final class ComparisonRunner {
  public let configuration: ExperimentConfiguration
  /// `runs/<experiment>`.
  public let folder: URL
  private let executable: URL
  private let shouldStop: @Sendable () -> Bool
  private let progress: (any ComparisonProgress)?
  private let budget: ComparisonBudget?
  private var fingerprint = ""
  private var taskNames: [String] = []
  private var cells: [String] = []
  /// The rows that fit the tasks; known from the plan on.
  private var methods: [ComparedMethod] = []
  /// Why others do not, a sentence each.
  public private(set) var unfit: [String] = []

  /// - Parameter budget: leaves out methods that would take too long; nil trains all.
  public init(
    _ configuration: ExperimentConfiguration, executable: URL, budget: ComparisonBudget? = nil,
    shouldStop: @escaping @Sendable () -> Bool = { false }, progress: (any ComparisonProgress)? = nil
  ) {
    self.configuration = configuration
    self.executable = executable
    self.budget = budget
    self.shouldStop = shouldStop
    self.progress = progress
    folder = URL(filePath: configuration.output.folder).appending(path: configuration.name)
  }

  /// One training that a comparison needs.
  struct Planned {
    let cell: ExperimentCell
    var job: CellJob
    let seed: Int
    let point: Int
    /// The task of a single-task training.
    var task: String?
    var title: String {
      let parameters = job.hyperparameters.sorted { $0.key < $1.key }.map { "\($0.key) \($0.value)" }
      return
        ([[job.label, task].compactMap { $0 }.joined(separator: " ")] + (job.role == .search ? parameters : []) + [
          "seed \(seed)"
        ]).joined(separator: " · ")
    }
  }

  /// How many trainings of which kind a comparison consists of.
  public struct Plan: Sendable {
    public var singleTask = 0
    public var search = 0
    public var multiTask = 0
    /// Those that an earlier start has left; of the runs that a grid's choice decides, none is known beforehand.
    public var done = 0
    public var total: Int { singleTask + search + multiTask }

    /// "26 trainings: 9 single-task, 15 multi-task, 2 search; 12 done".
    public var summary: String {
      let parts = [(singleTask, "single-task"), (multiTask, "multi-task"), (search, "search")]
      let named = parts.filter { $0.0 > 0 }.map { "\($0.0) \($0.1)" }
      return "\(total) trainings: " + named.joined(separator: ", ") + (done > 0 ? "; \(done) done" : "")
    }
  }

  /// What a comparison leaves behind.
  public struct Outcome: Sendable {
    /// The names of the folders of the comparison's runs.
    public var cells: [String]
    /// The trainings that failed, a sentence each.
    public var failures: [String]
    /// The methods that did not fit the tasks or the time, a sentence each.
    public var leftOut: [String] = []
  }

  /// Reads the data once, checks that every row of the comparison fits its tasks, and counts the trainings.
  public func plan() throws -> Plan {
    let data = try configuration.dataSource()
    fingerprint = data.fingerprint
    taskNames = try configuration.selectedTasks(of: data).map(\.name)
    try checkRows()
    let comparison = configuration.comparison
    var plan = Plan()
    plan.singleTask = comparison.singleTask ? comparison.seeds.count * taskNames.count : 0
    let parts = try ExperimentParts(configuration, data: data)
    (methods, unfit) = ([], [])
    for method in comparison.methods {
      let points = method.points(tasks: taskNames.count)
      guard !points.isEmpty else {
        throw ConfigurationError(
          "`comparison.methods`: the grid of \(method.label) should have a point for \(taskNames.count) tasks. "
            + "Found none: each task needs at least one step.")
      }
      do { for point in points { try parts.check(point, of: method.label) } } catch {
        guard method.isOptional else { throw error }
        unfit.append("\(method.label) was left out: \(error)")
        continue
      }
      methods.append(method)
      plan.search += method.hasGrid ? (points.count - 1) * comparison.selectSeeds : 0
      plan.multiTask += comparison.seeds.count
    }
    let known = try baselines() + methods.flatMap { try runs(of: $0) }
    plan.done = known.count { place(of: $0).isDone }
    return plan
  }

  /// Runs all trainings.
  ///
  /// - Throws: `ComparisonInterrupted` when asked to stop; everything trained so far is kept.
  public func run() throws -> Outcome {
    let lock = try RunFolder.create(at: folder).lock()
    defer { withExtendedLifetime(lock) {} }
    let plan = try plan()
    let comparison = configuration.comparison
    let width =
      comparison.jobs
      ?? (configuration.training.device.isCPU ? max(1, ProcessInfo.processInfo.activeProcessorCount) : 1)
    progress?.planned(plan, width: width)
    var failures: [String] = []
    let running = budget?.clock()
    failures += try train(try baselines(), width)
    guard var clock = running else {
      failures += try train(methods, width)
      return Outcome(cells: cells, failures: failures, leftOut: unfit)
    }
    // One method after the other, each as long as it is expected to fit.
    var leftOut = unfit
    for method in methods {
      let cost = method.balancing.trainingCost(tasks: taskNames.count)
      let later = method.hasGrid ? comparison.seeds.count - comparison.selectSeeds : 0
      let trainings = try runs(of: method).count { !place(of: $0).isDone } + later
      if let reason = clock.refusal(of: trainings, cost: cost, width: width) {
        leftOut.append("\(method.label) was left out: \(reason)")
        continue
      }
      let start = ContinuousClock.now
      let failed = try train([method], width)
      failures += failed
      clock.observe(trainings - failed.count, cost: cost, width: width, seconds: start.duration(to: .now).seconds)
    }
    return Outcome(cells: cells, failures: failures, leftOut: leftOut)
  }

  /// Trains methods over the seeds. Validation chooses a grid's point on the first seeds; the chosen point then gets the
  /// others.
  private func train(_ methods: [ComparedMethod], _ width: Int) throws -> [String] {
    let comparison = configuration.comparison
    var searched: [(method: ComparedMethod, runs: [Planned])] = []
    var fixed: [Planned] = []
    for method in methods {
      let runs = try runs(of: method)
      if method.hasGrid { searched.append((method, runs)) }
      fixed += runs
    }
    var failures = try train(fixed, width)
    var chosen: [Planned] = []
    for (method, runs) in searched {
      guard let best = try bestPoint(runs) else {
        failures.append("No point of the grid of \(method.label) has a result to choose by.")
        continue
      }
      let point = method.points(tasks: taskNames.count)[best]
      for run in runs where run.point == best { try promote(run) }
      chosen += try comparison.seeds.dropFirst(comparison.selectSeeds).map {
        try multiTask(method, point, best, $0, .final)
      }
    }
    return try failures + train(chosen, width)
  }

  // MARK: cells

  private func place(of run: Planned) -> RunFolder {
    RunFolder(folder.appending(path: run.cell.hash(fingerprint: fingerprint)))
  }

  /// Each task alone, over the seeds; none where the comparison leaves them out.
  private func baselines() throws -> [Planned] {
    let comparison = configuration.comparison
    guard comparison.singleTask else { return [] }
    return try comparison.seeds.flatMap { seed in try taskNames.map { try singleTask($0, seed) } }
  }

  /// A method over the seeds, or the points of its grid over the seeds that choose.
  private func runs(of method: ComparedMethod) throws -> [Planned] {
    let comparison = configuration.comparison
    let seeds = method.hasGrid ? Array(comparison.seeds.prefix(comparison.selectSeeds)) : comparison.seeds
    return try method.points(tasks: taskNames.count).enumerated().flatMap { index, point in
      try seeds.map { try multiTask(method, point, index, $0, method.hasGrid ? .search : .final) }
    }
  }

  private func singleTask(_ task: String, _ seed: Int) throws -> Planned {
    let cell = try configuration.cell(alone: task, seed: seed)
    let job = CellJob(
      experiment: configuration.name, method: RunResult.singleTask, label: "Single-task",
      convention: configuration.comparison.convention)
    return Planned(cell: cell, job: job, seed: seed, point: 0, task: task)
  }

  private func multiTask(
    _ method: ComparedMethod, _ balancing: BalancingConfiguration, _ point: Int, _ seed: Int, _ role: RunResult.Role
  ) throws -> Planned {
    let cell = try configuration.cell(balancing: balancing, seed: seed)
    var job = CellJob(
      experiment: configuration.name, method: balancing.name, label: method.label, role: role,
      hyperparameters: balancing.parameters.mapValues(\.description), convention: configuration.comparison.convention)
    if configuration.comparison.singleTask, let baseline = try validationBaseline(seed) {
      job.baseline = baseline
      job.baselineIdentity = "single-task, seed \(seed)"
    }
    return Planned(cell: cell, job: job, seed: seed, point: point)
  }

  /// The validation figures of a seed's single-task runs; nil where one is missing.
  private func validationBaseline(_ seed: Int) throws -> [String: [String: Double]]? {
    var baseline: [String: [String: Double]] = [:]
    for task in taskNames {
      let run = place(of: try singleTask(task, seed))
      guard run.isDone, let figures = try run.result().metrics["validation"]?[task] else { return nil }
      baseline[task] = figures
    }
    return baseline
  }

  /// The point with the best mean over its seeds: validation Δm where there is a baseline, else the sum of losses.
  private func bestPoint(_ runs: [Planned]) throws -> Int? {
    var values: [Int: [Double]] = [:]
    for run in runs {
      let place = self.place(of: run)
      guard place.isDone, case let result = try place.result(), result.failure == nil else { continue }
      let sign = run.job.convention.direction == .lowerIsBetter ? 1.0 : -1.0
      let figures = result.metrics["validation"] ?? [:]
      let value =
        run.job.deltaM(figures, result.definitions).map { $0 * sign }
        ?? result.losses["validation"].map { $0.values.reduce(0, +) }
      if let value, value.isFinite { values[run.point, default: []].append(value) }
    }
    let complete = values.filter { $0.value.count == configuration.comparison.selectSeeds }
    return complete.mapValues { $0.reduce(0, +) / Double($0.count) }.min { ($0.value, $0.key) < ($1.value, $1.key) }?
      .key
  }

  /// A run that was part of a search becomes one whose figures are reported.
  private func promote(_ run: Planned) throws {
    let place = self.place(of: run)
    var job = run.job
    job.role = .final
    try job.save(in: place)
    var result = try place.result()
    result.role = .final
    try place.finish(result)
  }

  /// A folder holds one training and its result one label, so that no two rows can share one.
  private func checkRows() throws {
    guard let seed = configuration.comparison.seeds.first else { return }
    var rows: [String: String] = [:]
    for method in configuration.comparison.methods {
      for point in method.points(tasks: taskNames.count) {
        let name = try configuration.cell(balancing: point, seed: seed).hash(fingerprint: fingerprint)
        guard let other = rows.updateValue(method.label, forKey: name) else { continue }
        let parameters = point.parameters.sorted { $0.key < $1.key }.map { "\($0.key) \($0.value)" }
        throw ConfigurationError(
          "`comparison.methods`: each training should belong to one row. \"\(other)\" and \"\(method.label)\" share one: "
            + ([point.method] + parameters).joined(separator: ", ") + ".")
      }
    }
  }

  // MARK: training

  private func train(_ planned: [Planned], _ width: Int) throws -> [String] {
    var jobs: [ParallelTrainings.Job] = []
    var failures: [String] = []
    for run in planned {
      let place = self.place(of: run)
      cells.append(place.url.lastPathComponent)
      if place.isDone {
        try relabel(place, run.job)
        progress?.skipped(run.title)
        if let failure = try place.result().failure { failures.append("\(run.title): \(failure)") }
      } else {
        let prepared = try CellRunner.prepare(run.cell, run.job, fingerprint: fingerprint, in: folder)
        jobs.append(.init(folder: prepared.url, title: run.title))
      }
    }
    let threads = configuration.training.threads ?? max(1, ProcessInfo.processInfo.activeProcessorCount / max(width, 1))
    let count = jobs.count
    let trainings = ParallelTrainings(jobs, executable: executable, threads: threads, shouldStop: shouldStop) {
      [progress] done, running, share in
      progress?.advanced(done: done, of: count, running: running, share: share)
    }
    let endings = trainings.run(width: width)
    progress?.stageEnded(jobs.count)
    if shouldStop() || endings.contains(.interrupted) { throw ComparisonInterrupted() }
    return failures
      + zip(jobs, endings).compactMap { job, ending in
        if case .failed(let reason) = ending { "\(job.title): \(reason)" } else { nil }
      }
  }

  /// A run from an earlier comparison may have had another row or role; its figures are the same. A grid's point that
  /// was chosen then has to be chosen again.
  private func relabel(_ place: RunFolder, _ job: CellJob) throws {
    var result = try place.result()
    guard result.label != job.label || result.role != job.role else { return }
    result.label = job.label
    result.role = job.role
    try place.finish(result)
  }
}

/// A comparison that was asked to stop. Starting it again goes on.
public struct ComparisonInterrupted: Error, CustomStringConvertible {
  public var description: String { "interrupted; the same command goes on from here" }
}

/// Receives the progress of a comparison, from several threads.
public protocol ComparisonProgress: AnyObject, Sendable {
  func planned(_ plan: ComparisonRunner.Plan, width: Int)
  func skipped(_ title: String)
  /// All trainings of a stage have ended: the next stage's `done` counts from zero.
  func stageEnded(_ count: Int)
  func advanced(done: Int, of count: Int, running: [String], share: Double)
}
