import Components
import Configuration
import Printing
import Runs
import Tasks

/// The progress of a row's search: what was tried, what was chosen, and what has to be trained next.
struct SearchWalk {
  let row: SearchRow
  /// The trials in the order in which they are needed.
  var trials: [SearchTrial] = []
  /// The trainings that the row needs next; empty if it is complete, or waits for single-task runs.
  var needed: [PlannedRun] = []
  /// The best point, once it is known; nil before.
  var chosen: SearchPoint?
  /// The runs of the best point over all seeds.
  var final: [PlannedRun] = []
  /// The score of a single-task row, once its grid is done; nil before, and for other rows.
  var score: SingleTaskScore?
  var isComplete = false
  var notes: [String] = []
}

/// The single-task runs of a seed.
struct SearchBaseline {
  /// The validation figures: task to metric to value.
  let validation: [String: [String: Double]]
  let test: [String: [String: Double]]
  /// The runs' names.
  let cells: [String]
}

/// A walker through a row's stages, as far as its trainings have come. A search keeps no state of its own: its choices
/// and stops follow from the runs' folders, so every process that reads the same folders goes the same way.
struct SearchWalker {
  let planner: RunPlanner
  let ledger: SearchLedger
  /// The single-task runs of a seed; nil before they are done.
  let baseline: (Int) throws -> SearchBaseline?
  /// The rows that the first stage's trainings belong to, by name.
  var owners: [String: String] = [:]

  private var configuration: ExperimentConfiguration { planner.configuration }
  private var comparison: ComparisonConfiguration { configuration.comparison }
  private var selectSeeds: [Int] { Array(comparison.seeds.prefix(comparison.selectSeeds)) }

  /// Walks a row from its grid to its final runs, as far as results are there.
  func walk(_ row: SearchRow) throws -> SearchWalk {
    var walk = SearchWalk(row: row)
    // Each stage needs the results of the one before. A return leaves in `walk.needed` what has to be trained first;
    // the next walk, with those results in the folders, comes further.
    guard try add(row.grid, .grid, to: &walk) else { return walk }
    guard let alive = try prune(&walk) else { return walk }
    guard try isFinished(alive, &walk) else { return walk }
    if let task = row.task {
      let results = try alive.flatMap { try walk.trials[$0].runs.compactMap { try ledger.state(of: $0).result } }
      walk.score = SingleTaskScore(task, results.filter { $0.failure == nil }, comparison.convention)
    }
    guard var best = try best(of: alive, walk) else {
      walk.notes.append("No training of the grid has a result to choose by.")
      walk.isComplete = true
      return walk
    }
    for (stage, points) in [
      (SearchRecord.Stage.refinement, { row.refinement(around: $0) }),
      (.weightDecay, { row.weightDecays(at: $0) }),
    ] as [(SearchRecord.Stage, (SearchPoint) -> [SearchPoint])] {
      let first = walk.trials.count
      // The best point so far competes with the new ones, so a stage can keep it.
      guard try add(points(walk.trials[best].point), stage, to: &walk) else { return walk }
      let added = Array(walk.trials.indices[first...])
      guard try isFinished(added, &walk) else { return walk }
      best = try self.best(of: [best] + added, walk) ?? best
    }
    walk.chosen = walk.trials[best].point
    walk.notes += notes(on: walk.trials[best].point, of: row)
    try finish(&walk)
    return walk
  }

  /// Adds the trainings of the chosen point over all seeds.
  private func finish(_ walk: inout SearchWalk) throws {
    guard let chosen = walk.chosen else { return }
    for seed in comparison.seeds {
      guard let run = try run(walk.row, chosen, seed, .final) else { return }
      walk.final.append(run)
    }
    walk.needed = try walk.final.filter { try ledger.state(of: $0).result == nil }
    walk.isComplete = walk.needed.isEmpty
  }

  // MARK: one stage

  /// Adds trials for points.
  ///
  /// - Returns: false if the single-task runs are not done yet.
  private func add(_ points: [SearchPoint], _ stage: SearchRecord.Stage, to walk: inout SearchWalk) throws -> Bool {
    for point in points {
      var runs: [PlannedRun] = []
      for seed in selectSeeds {
        guard let run = try run(walk.row, point, seed, .search) else { return false }
        runs.append(run)
      }
      // What is another row's from the first is not tried twice.
      let name = runs.first?.cell.hash(fingerprint: planner.fingerprint) ?? ""
      if stage != .grid, let owner = owners[name], owner != walk.row.label { continue }
      walk.trials.append(SearchTrial(point: point, stage: stage, runs: runs))
    }
    return true
  }

  /// The run of a point and a seed; nil if it needs single-task runs that are not done yet.
  private func run(
    _ row: SearchRow, _ point: SearchPoint, _ seed: Int, _ role: RunResult.Role
  ) throws -> PlannedRun? {
    if let task = row.task {
      var run = try planner.singleTask(task, Repetition(seed: seed), training: point.point.training)
      run.job.role = role
      return run
    }
    // The Δm of a method needs the single-task figures of the same seed.
    guard let baseline = try baseline(seed) else { return nil }
    var run = try planner.multiTask(
      row.label, point.point, number: 0, Repetition(seed: seed), role, baseline: baseline.validation)
    // The baseline chooses the kept epoch, so that another one makes another training.
    if configuration.training.select.criterion == .deltaM {
      run.facts.append("baseline=" + baseline.cells.joined(separator: ","))
    }
    return run
  }

  /// Goes through the rungs of the grid.
  ///
  /// - Returns: the trials that continue; nil if some have not reached a rung yet.
  private func prune(_ walk: inout SearchWalk) throws -> [Int]? {
    var alive = Array(walk.trials.indices)
    // Rungs judge by Δm, which needs a metric whose baseline it can be relative to.
    guard walk.row.task != nil || walk.trials.first?.runs.first.map(ledger.hasDeltaM) ?? true else { return alive }
    let epochs = walk.trials.first?.runs.first?.cell.configuration.training.epochs ?? configuration.training.epochs
    for rung in PruningRung.rungs(of: walk.row, configuration.search.pruning, epochs: epochs) {
      // A rung judges all trainings at once, so it waits for the slowest. Those that are still on their way pause at
      // the rung instead of training to their end.
      let late = try alive.flatMap { index in
        try walk.trials[index].runs.filter { try !ledger.state(of: $0).reached(rung.epoch) }
      }
      guard late.isEmpty else {
        walk.needed = late.map { run in
          var run = run
          run.pause = rung.epoch
          return run
        }
        return nil
      }
      let scores = try alive.map { try score(walk.trials[$0], walk, through: rung.epoch) }
      let reasons = rung.judge(alive.map { walk.trials[$0].point }, scores, of: walk.row) {
        NumberText.signed(-comparison.convention.improvement($0), 2)
      }
      for (index, reason) in zip(alive, reasons) {
        walk.trials[index].rung += 1
        walk.trials[index].pruned = reason.map { .init(epoch: rung.epoch, rule: rung.rule.rawValue, reason: $0) }
      }
      // Only survivors are judged by the next rung. The judgement depends on the records up to the rung's epoch alone,
      // so later walks decide the same.
      alive = alive.filter { walk.trials[$0].pruned == nil }
    }
    return alive
  }

  private func isFinished(_ trials: [Int], _ walk: inout SearchWalk) throws -> Bool {
    walk.needed = try trials.flatMap { index in
      try walk.trials[index].runs.filter { try ledger.state(of: $0).result == nil }
    }
    return walk.needed.isEmpty
  }

  // MARK: choosing

  private func best(of trials: [Int], _ walk: SearchWalk) throws -> Int? {
    let scores = try trials.map { try score(walk.trials[$0], walk) }
    return zip(trials, scores).compactMap { index, score in score.map { ($0, index) } }.min { $0 < $1 }?.1
  }

  /// The mean score over the seeds that choose, the smaller the better; nil if one has none.
  private func score(_ trial: SearchTrial, _ walk: SearchWalk, through epoch: Int? = nil) throws -> Double? {
    let values = try trial.runs.compactMap { run -> Double? in
      guard walk.row.task != nil else {
        return try ledger.score(of: run, through: epoch)
      }
      let result = try ledger.state(of: run).result
      return result.flatMap { $0.failure == nil ? walk.score?.score($0) : nil }
    }
    return values.count == trial.runs.count ? values.reduce(0, +) / Double(values.count) : nil
  }

  /// The sentences on best values that are the last of what was tried, beyond which better ones may lie.
  private func notes(on best: SearchPoint, of row: SearchRow) -> [String] {
    func note(_ axis: GridAxis, _ value: SettingValue?, both: Bool) -> String? {
      guard case .list(let values) = axis.values, let value = value?.number else { return nil }
      let sorted = values.compactMap(\.number).sorted()
      guard sorted.count > 1, let low = sorted.first, let high = sorted.last else { return nil }
      let name = axis.name.replacing("training.", with: "").replacing("-", with: " ")
      if value >= high { return "The best \(name), \(value.brief), is the largest that was tried." }
      return both && value <= low ? "The best \(name), \(value.brief), is the smallest that was tried." : nil
    }
    let ofRate = row.rates.flatMap { note($0, best.learningRate, both: true) }
    let others = zip(row.axes, best.values).compactMap { axis, value in note(axis, value, both: axis.refinement == nil)
    }
    return [ofRate].compactMap(\.self) + others
  }
}
