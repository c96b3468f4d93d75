import Datasets
import Foundation
import Runs
import Statistics
import Tasks

/// The state of a search by the folders of its runs: every row's walk, and what is trained next.
struct SearchRound {
  /// The walks of the rows, the single tasks first.
  let walks: [SearchWalk]
  private let walker: SearchWalker
  private let baselines: [Int: SearchBaseline]

  /// The trainings that are needed before the next decisions, without what several rows would need twice.
  var needed: [PlannedRun] { walks.flatMap(\.needed) }
  var isComplete: Bool { walks.allSatisfy(\.isComplete) }
  /// Whether nothing is to be trained after what is needed now.
  var isLast: Bool { walks.allSatisfy { $0.isComplete || $0.chosen != nil } }

  init(
    _ rows: [SearchRow], _ planner: RunPlanner, _ ledger: SearchLedger, owners: [String: String]
  ) throws {
    // The tasks alone come first: their chosen points are the baselines of the methods' Δm.
    let alone = SearchWalker(planner: planner, ledger: ledger, baseline: { _ in nil })
    let tasks = try rows.filter { $0.task != nil }.map(alone.walk)
    var found: [Int: SearchBaseline] = [:]
    for seed in planner.configuration.comparison.seeds {
      found[seed] = try Self.baseline(tasks, seed, planner, ledger)
    }
    baselines = found
    walker = SearchWalker(planner: planner, ledger: ledger, baseline: { found[$0] }, owners: owners)
    walks = try tasks + rows.filter { $0.task == nil }.map(walker.walk)
  }

  /// The best points' runs of a seed; nil if one is not done.
  private static func baseline(
    _ tasks: [SearchWalk], _ seed: Int, _ planner: RunPlanner, _ ledger: SearchLedger
  ) throws -> SearchBaseline? {
    var figures: [String: [String: [String: Double]]] = [:]
    var cells: [String] = []
    for walk in tasks {
      guard let task = walk.row.task, let run = walk.final.first(where: { $0.seed == seed }),
        let result = try ledger.state(of: run).result
      else { return nil }
      for split in ["validation", "test"] { figures[split, default: [:]][task] = result.metrics[split]?[task] }
      cells.append(planner.name(of: run))
    }
    return SearchBaseline(validation: figures[Split.validation] ?? [:], test: figures[Split.test] ?? [:], cells: cells)
  }

  /// The record of the search so far.
  func record() throws -> SearchRecord {
    let comparison = walker.planner.configuration.comparison
    var record = SearchRecord(
      experiment: walker.planner.configuration.name, convention: comparison.convention,
      selectSeeds: Array(comparison.seeds.prefix(comparison.selectSeeds)), seeds: comparison.seeds,
      isComplete: isComplete)
    for walk in walks {
      let cells = try cells(of: walk)
      record.cells += cells
      record.rows.append(try row(of: walk, cells))
    }
    let states = try runs().map { try walker.ledger.state(of: $0.run) }
    record.clock = states.allSatisfy { $0.processorSeconds != nil } ? .processor : nil
    return record
  }

  /// The runs, each with whether its figures are reported.
  func runs() -> [(run: PlannedRun, isFinal: Bool)] {
    walks.flatMap { walk -> [(PlannedRun, Bool)] in
      let final = Set(walk.final.map(walker.planner.name))
      let searched = walk.trials.flatMap(\.runs)
      let names = Set(searched.map(walker.planner.name))
      return searched.map { ($0, final.contains(walker.planner.name(of: $0))) }
        + walk.final.filter { !names.contains(walker.planner.name(of: $0)) }.map { ($0, true) }
    }
  }

  private func cells(of walk: SearchWalk) throws -> [SearchRecord.Cell] {
    let final = Set(walk.final.map(walker.planner.name))
    let trials = walk.trials.flatMap { trial in trial.runs.map { (trial, $0) } }
    var cells = try trials.map { trial, run in
      try cell(run, of: walk, trial.point, trial.stage, final, rung: trial.rung, trial.pruned)
    }
    let names = Set(cells.map(\.cell))
    if let chosen = walk.chosen {
      for run in walk.final where !names.contains(walker.planner.name(of: run)) {
        cells.append(try cell(run, of: walk, chosen, .final, final))
      }
    }
    return cells
  }

  /// The record of one training.
  private func cell(
    _ run: PlannedRun, of walk: SearchWalk, _ point: SearchPoint, _ stage: SearchRecord.Stage, _ final: Set<String>,
    rung: Int = 0, _ pruned: SearchRecord.Pruning? = nil
  ) throws -> SearchRecord.Cell {
    let state = try walker.ledger.state(of: run)
    let training = run.cell.configuration.training
    let name = walker.planner.name(of: run)
    let failure = state.result?.failure
    let deltaM =
      try walk.row.task == nil
      ? walker.ledger.deltaM(of: run) : failure == nil ? state.result.flatMap { walk.score?.percent($0) } : nil
    return SearchRecord.Cell(
      cell: name, method: walk.row.method, label: walk.row.label, task: walk.row.task, point: walk.row.texts(of: point),
      learningRate: training.learningRate, weightDecay: training.weightDecay, seed: run.seed, stage: stage, rung: rung,
      epochsTrained: state.epochs, epochs: training.epochs,
      bestEpoch: failure == nil ? state.result?.selection.epoch : nil, validationDeltaM: deltaM,
      testDeltaM: walk.row.task == nil
        ? try walker.ledger.testDeltaM(of: run, against: baselines[run.seed]?.test) : nil,
      isChosen: final.contains(name), pruned: pruned, failure: failure, seconds: state.seconds, steps: state.steps)
  }

  /// The record of a row: its chosen point, its cost and its notes. Costs count all trainings of the row, also those
  /// that were stopped or failed.
  private func row(of walk: SearchWalk, _ cells: [SearchRecord.Cell]) throws -> SearchRecord.Row {
    let begun = cells.filter { $0.epochsTrained > 0 || $0.isDecided }
    let search = begun.filter { $0.stage != .final }
    let selecting = cells.filter { $0.isChosen && $0.stage != .final }.compactMap(\.validationDeltaM)
    let chosen = walk.chosen.map(walk.row.texts)
    let kept = try walk.final.compactMap { run -> Double? in
      let state = try walker.ledger.state(of: run)
      guard let best = state.result?.selection.epoch else { return nil }
      let records = state.records.filter { $0.epoch <= best }
      return records.processorSeconds ?? records.reduce(0) { $0 + $1.seconds }
    }
    let first = cells.first { $0.isChosen }
    return SearchRecord.Row(
      method: walk.row.method, label: walk.row.label, task: walk.row.task, point: chosen,
      learningRate: first?.learningRate, weightDecay: first?.weightDecay, validationDeltaM: Statistics.mean(selecting),
      testDeltaM: nil, testInterval: nil, runs: begun.count, searchRuns: search.count,
      prunedRuns: begun.count { $0.pruned != nil }, failedRuns: begun.count { $0.failure != nil },
      steps: begun.map(\.steps).saturatedSum(), searchSteps: search.map(\.steps).saturatedSum(),
      seconds: begun.reduce(0) { $0 + $1.seconds }, searchSeconds: search.reduce(0) { $0 + $1.seconds },
      secondsToKeptEpoch: Statistics.median(kept), notes: walk.notes)
  }
}
