import Configuration
import Datasets
import Foundation
import Runs
import Tasks

/// A runner that trains everything that a comparison needs: single-task baselines, every method over the seeds, the
/// grids.
///
/// Finished runs are skipped and interrupted ones are resumed, so a killed comparison is started again with the same
/// command. Any number of workers may train its runs at the same time.
package final class ComparisonRunner {
  package let configuration: ExperimentConfiguration
  /// The folder `runs/<experiment>`.
  package let folder: URL
  private let executable: URL
  private let shouldStop: @Sendable () -> Bool
  private let progress: (any ComparisonProgress)?
  private let budget: ComparisonBudget?
  private let shard: RunShard?
  private var planned: (plan: Plan, planner: RunPlanner)?
  /// The runs that were trained or found, in order.
  private var runs: [PlannedRun] = []
  /// The names of the runs that a grid's choice makes final.
  private var chosenRuns: Set<String> = []
  /// The rows that fit the tasks; known after the plan.
  private var methods: [ComparedMethod] = []
  /// Why others do not, a sentence each.
  package private(set) var unfit: [String] = []

  /// Creates a runner.
  ///
  /// - Parameters:
  ///   - budget: leaves out methods that would take too long; nil trains all.
  ///   - shard: the share of the runs to train here, where others train the rest; nil for all.
  package init(
    _ configuration: ExperimentConfiguration, executable: URL, budget: ComparisonBudget? = nil,
    shard: RunShard? = nil, shouldStop: @escaping @Sendable () -> Bool = { false },
    progress: (any ComparisonProgress)? = nil
  ) {
    self.configuration = configuration
    self.executable = executable
    self.budget = budget
    self.shard = shard
    self.shouldStop = shouldStop
    self.progress = progress
    folder = configuration.folder
  }

  /// The numbers of trainings of each kind in a comparison.
  package struct Plan: Sendable {
    package var singleTask = 0
    package var search = 0
    package var multiTask = 0
    /// The number of trainings that an earlier start has finished. Runs that a grid's choice decides are not counted,
    /// since they are not known beforehand.
    package var done = 0
    package var total: Int { singleTask + search + multiTask }

    /// The plan in words: "26 trainings: 9 single-task, 15 multi-task, 2 search; 12 done". Trainings of one kind, which may have
    /// one task too, are not divided.
    package var summary: String {
      let parts = [(singleTask, "single-task"), (multiTask, "multi-task"), (search, "search")]
      let named = parts.filter { $0.0 > 0 }.map { "\($0.0) \($0.1)" }
      return "\(total) trainings" + (named.count > 1 ? ": " + named.joined(separator: ", ") : "")
        + (done > 0 ? "; \(done) done" : "")
    }
  }

  /// The outcome of a comparison.
  package struct Outcome: Sendable {
    /// The names of the folders of the comparison's runs.
    package var cells: [String]
    /// The trainings that failed, a sentence each.
    package var failures: [String]
    /// The methods that did not fit the tasks or the time, a sentence each.
    package var leftOut: [String] = []
  }

  /// Reads the data once, checks that every row of the comparison fits its tasks, and counts the trainings.
  package func plan() throws -> Plan { try prepare().plan }

  /// Reads the data, checks every point of every row on the network, and counts the trainings; once for all calls.
  private func prepare() throws -> (plan: Plan, planner: RunPlanner) {
    if let planned { return planned }
    let data = try configuration.comparedData()
    let planner = try RunPlanner(configuration, data: data)
    try checkRows(planner)
    let comparison = configuration.comparison
    if !comparison.singleTask && configuration.training.select.criterion == .deltaM {
      throw ConfigurationError(
        "`training.select.criterion: delta-m` should stand with single-task baselines. Found `comparison.single-task: false`; "
          + "`loss` needs no baseline.")
    }
    if comparison.singleTask {
      for set in data.sets {
        for task in planner.tasks where set.tasks.contains(where: { $0.name == task }) {
          _ = try set.train.labelled(for: [task])
        }
      }
    }
    var plan = Plan()
    plan.singleTask = comparison.singleTask ? comparison.repetitions.count * planner.tasks.count : 0
    let parts = try ExperimentParts(configuration.withoutEarlierExperiment, data: data)
    try configuration.checkClaims(parts.definitions)
    (methods, unfit) = ([], [])
    if let task = planner.tasks.first, planner.tasks.count == 1, comparison.singleTask {
      unfit.append(
        "`\(task)` is trained alone, without the rows of methods: there is no other loss to weigh it against.")
    }
    for method in comparison.methods where planner.tasks.count > 1 || !comparison.singleTask {
      let points = method.points(tasks: planner.tasks.count)
      guard !points.isEmpty else {
        throw ConfigurationError(
          "`comparison.methods`: the grid of \(method.label) should have a point for \(planner.tasks.count) tasks. "
            + "Found none: each task needs at least one step.")
      }
      do { for point in points { try parts.check(point.balancing, of: method.label) } } catch {
        guard method.isOptional else { throw error }
        unfit.append("\(method.label) was left out: \(error)")
        continue
      }
      methods.append(method)
      plan.search += method.hasGrid ? (points.count - 1) * comparison.selectSeeds * comparison.folds.count : 0
      plan.multiTask += comparison.repetitions.count
    }
    let known = try baselines(planner) + methods.flatMap { try runs(of: $0, planner) }
    for run in known { _ = try run.start?.get() }
    plan.done = known.count { planner.place(of: $0).isDone }
    planned = (plan, planner)
    return (plan, planner)
  }

  /// Runs all trainings, and gives each run the row and the role that it has in this comparison. It waits for runs that
  /// workers have claimed.
  ///
  /// - Parameter openPlan: lies in the folder for workers from the start.
  /// - Throws: `ComparisonInterrupted` when asked to stop, `OthersAwaited` if another process holds a run without a
  ///   claim. Everything trained so far is kept.
  package func run(leaving openPlan: OpenPlan? = nil) throws -> Outcome {
    let lock = try RunFolder.create(at: shard.map { folder.appending(path: "shard-\($0.index)") } ?? folder).lock()
    defer { withExtendedLifetime(lock) {} }
    let (plan, planner) = try prepare()
    try ClaimsRecord.state(configuration.claims, finished: plan.done, in: folder)
    try openPlan?.save(in: folder)
    let outcome = try train(plan, planner, waits: true)
    for run in runs where planner.place(of: run).isDone {
      try planner.relabel(run, as: chosenRuns.contains(planner.name(of: run)) ? .final : nil)
    }
    return outcome
  }

  /// Trains the runs that nobody else has claimed, as one of several workers. Rows and roles of runs do not change.
  ///
  /// - Throws: as ``run(leaving:)``, and `OthersAwaited` if others still train.
  package func work() throws -> Outcome {
    let (plan, planner) = try prepare()
    return try train(plan, planner, waits: false)
  }

  /// Trains the baselines and all methods, one method after the other if there is a budget.
  private func train(_ plan: Plan, _ planner: RunPlanner, waits: Bool) throws -> Outcome {
    let comparison = configuration.comparison
    let width = configuration.width
    (runs, chosenRuns) = ([], [])
    let trainings = trainings(planner, waits: waits)
    progress?.planned(plan, width: width)
    var failures: [String] = []
    let running = budget?.clock()
    let alone = try baselines(planner)
    guard var clock = running else {
      failures += try train(methods, trainings, with: alone)
      return Outcome(cells: runs.map(planner.name), failures: failures, leftOut: unfit)
    }
    // With a budget the baselines come first and alone, so that the methods' times are measured without them.
    failures += try train(alone, trainings)
    // One method after the other, each as long as it is expected to fit.
    var leftOut = unfit
    for method in methods {
      let cost = method.balancing.trainingCost(tasks: planner.tasks.count)
      // A grid's chosen point is trained on the other seeds; which point is not known yet, but the number is.
      let later = method.hasGrid ? (comparison.seeds.count - comparison.selectSeeds) * comparison.folds.count : 0
      let left = try runs(of: method, planner).count { !planner.place(of: $0).isDone } + later
      if let reason = clock.refusal(of: left, cost: cost, width: width) {
        leftOut.append("\(method.label) was left out: \(reason)")
        continue
      }
      let start = ContinuousClock.now
      let failed = try train([method], trainings)
      failures += failed
      clock.observe(left - failed.count, cost: cost, width: width, seconds: start.duration(to: .now).seconds)
    }
    return Outcome(cells: runs.map(planner.name), failures: failures, leftOut: leftOut)
  }

  /// Trains methods over the seeds. Validation chooses a grid's point on the first seeds; the chosen point is then
  /// trained on the others. Each split chooses for itself, because the validation samples of one are test samples of
  /// another.
  ///
  /// - Parameter alone: the baselines, if they are still to be trained: a method's run begins when those of its seed
  ///   are done.
  private func train(
    _ methods: [ComparedMethod], _ trainings: PlannedTrainings, with alone: [PlannedRun] = []
  ) throws -> [String] {
    let comparison = configuration.comparison
    let planner = trainings.planner
    var searched: [(method: ComparedMethod, runs: [PlannedRun])] = []
    var fixed = alone
    for method in methods {
      let runs = try runs(of: method, planner)
      if method.hasGrid { searched.append((method, runs)) }
      fixed += runs
    }
    var failures = try train(fixed, trainings, isLast: searched.isEmpty)
    var chosen: [PlannedRun] = []
    for (method, runs) in searched {
      for fold in comparison.folds {
        let runs = runs.filter { $0.repetition.fold == fold }
        guard let best = try bestPoint(runs, planner) else {
          let place = fold.map { " in split \($0.number)" } ?? ""
          failures.append("No point of the grid of \(method.label) has a result to choose by\(place).")
          continue
        }
        let point = method.points(tasks: planner.tasks.count)[best]
        chosenRuns.formUnion(runs.filter { $0.point == best }.map(planner.name))
        chosen += try comparison.seeds.dropFirst(comparison.selectSeeds).map {
          try multiTask(method, point, best, Repetition(seed: $0, fold: fold), .final, planner)
        }
      }
    }
    return try failures + train(chosen, trainings)
  }

  /// Trains runs.
  ///
  /// - Parameter isLast: whether nothing is to be trained after these.
  func train(_ runs: [PlannedRun], _ trainings: PlannedTrainings, isLast: Bool = true) throws -> [String] {
    self.runs += runs
    let own = runs.filter { isOwn($0, trainings.planner) }
    let outcome = try trainings(own)
    let missing = outcome.busy.count + runs.count - own.count
    guard missing == 0 else { throw OthersAwaited(waiting: missing, isLast: isLast) }
    return outcome.failures.map { "\($0.run.title): \($0.reason)" }
  }

  /// The run with those that have to be trained before it: a run that chooses its epoch by Δm needs its baselines.
  func runsNeeded(by run: PlannedRun) -> [PlannedRun] {
    configuration.training.select.criterion == .deltaM ? run.against + [run] : [run]
  }

  /// Whether a run is trained here: it and what it needs belong to this share of the runs, or their results are here already.
  private func isOwn(_ run: PlannedRun, _ planner: RunPlanner) -> Bool {
    guard let shard else { return true }
    return runsNeeded(by: run).allSatisfy { shard.owns(planner.name(of: $0)) || planner.place(of: $0).isDone }
  }

  /// Trainings in this runner's folder.
  func trainings(_ planner: RunPlanner, waits: Bool) -> PlannedTrainings {
    PlannedTrainings(
      planner: planner, executable: executable, width: configuration.width, waits: waits, shouldStop: shouldStop,
      progress: progress)
  }

  // MARK: cells

  /// The runs of each task alone, over seeds and splits; empty if the comparison leaves them out.
  func baselines(_ planner: RunPlanner) throws -> [PlannedRun] {
    let comparison = configuration.comparison
    guard comparison.singleTask else { return [] }
    return try comparison.repetitions.flatMap { repetition in
      try planner.tasks.map { try planner.singleTask($0, repetition) }
    }
  }

  /// The runs of a method over the seeds, or of the points of its grid over the seeds that choose.
  private func runs(of method: ComparedMethod, _ planner: RunPlanner) throws -> [PlannedRun] {
    let comparison = configuration.comparison
    let choosing = Set(comparison.seeds.prefix(comparison.selectSeeds))
    let repetitions = comparison.repetitions.filter { !method.hasGrid || choosing.contains($0.seed) }
    return try method.points(tasks: planner.tasks.count).enumerated().flatMap { index, point in
      try repetitions.map { try multiTask(method, point, index, $0, method.hasGrid ? .search : .final, planner) }
    }
  }

  func multiTask(
    _ method: ComparedMethod, _ point: MethodPoint, _ number: Int, _ repetition: Repetition, _ role: RunResult.Role,
    _ planner: RunPlanner
  ) throws -> PlannedRun {
    let alone =
      try configuration.comparison.singleTask ? planner.tasks.map { try planner.singleTask($0, repetition) } : []
    var run = try planner.multiTask(method.label, point, number: number, repetition, role, baseline: nil)
    run.searched = Set(method.axes.map(\.name))
    run.against = alone
    return run
  }

  /// The point with the best mean over its seeds: validation Δm if there is a baseline to which it can be relative,
  /// otherwise the sum of losses.
  private func bestPoint(_ runs: [PlannedRun], _ planner: RunPlanner) throws -> Int? {
    var values: [Int: [Double]] = [:]
    for run in runs {
      let place = planner.place(of: run)
      guard place.isDone, case let result = try place.result(), result.failure == nil else { continue }
      let job = try planner.job(of: run)
      let sign = job.convention.direction == .lowerIsBetter ? 1.0 : -1.0
      let figures = result.metrics[Split.validation] ?? [:]
      let value =
        job.measured(result.definitions) == nil
        ? result.losses[Split.validation].map { $0.values.reduce(0, +) }
        : job.deltaM(figures, result.definitions).map { $0 * sign }
      if let value, value.isFinite { values[run.point, default: []].append(value) }
    }
    let complete = values.filter { $0.value.count == configuration.comparison.selectSeeds }
    return complete.mapValues { $0.reduce(0, +) / Double($0.count) }.min { ($0.value, $0.key) < ($1.value, $1.key) }?
      .key
  }

  /// Checks that no two rows share a folder. A folder holds one training, and its result one label.
  private func checkRows(_ planner: RunPlanner) throws {
    guard let seed = configuration.comparison.seeds.first else { return }
    var rows: [String: String] = [:]
    for method in configuration.comparison.methods {
      try method.checkPoints(tasks: planner.tasks.count)
      for point in method.points(tasks: planner.tasks.count) {
        let name = try configuration.run(point, seed: seed).hash(fingerprint: planner.fingerprint)
        guard let other = rows.updateValue(method.label, forKey: name) else { continue }
        let parameters = point.texts.sorted { $0.key < $1.key }.map { "\($0.key) \($0.value)" }
        throw ConfigurationError(
          "`comparison.methods`: each training should belong to one row. \"\(other)\" and \"\(method.label)\" share one: "
            + ([point.balancing.method] + parameters).joined(separator: ", ") + ".")
      }
    }
  }
}

/// A receiver of the progress of a comparison, called from several threads.
package protocol ComparisonProgress: TrainingProgress {
  func planned(_ plan: ComparisonRunner.Plan, width: Int)
}
