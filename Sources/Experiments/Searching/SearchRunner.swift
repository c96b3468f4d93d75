import Configuration
import Datasets
import Foundation
import Reports
import Runs
import Tasks
import Training

/// A runner of a search. Round by round it trains everything that the rows need for their next decisions, until every
/// row has its best point over all seeds.
///
/// Finished runs are skipped and interrupted ones are resumed, so a killed search is started again with the same
/// command. Any number of workers may train its runs at the same time, or several machines a part each.
package final class SearchRunner {
  package let configuration: ExperimentConfiguration
  private let executable: URL
  private let shard: RunShard?
  private let shouldStop: @Sendable () -> Bool
  private let progress: (any SearchProgress)?
  let planner: RunPlanner
  private let ledger: SearchLedger
  let rows: [SearchRow]
  private let owners: [String: String]
  private let parts: ExperimentParts
  /// The seconds that reading the data and building the network take, which every training does first.
  private let preparation: Double
  /// The reasons why rows do not fit the tasks, a sentence each.
  package let unfit: [String]

  /// Reads the data once and checks that every point of every row fits its tasks, before any work.
  ///
  /// - Parameter shard: restricts the training to a part of the runs; nil for all.
  package init(
    _ configuration: ExperimentConfiguration, executable: URL, shard: RunShard? = nil,
    shouldStop: @escaping @Sendable () -> Bool = { false }, progress: (any SearchProgress)? = nil
  ) throws {
    self.configuration = configuration
    self.executable = executable
    self.shard = shard
    self.shouldStop = shouldStop
    self.progress = progress
    try configuration.checkSearch()
    let start = ContinuousClock.now
    let data = try configuration.dataSource()
    let parts = try ExperimentParts(configuration.withoutEarlierExperiment, data: data)
    preparation = start.duration(to: .now).seconds
    let planner = try RunPlanner(configuration, data: data)
    let (search, comparison, count) = (configuration.search, configuration.comparison, planner.tasks.count)
    var rows = planner.tasks.map { SearchRow(task: $0, of: count, search, comparison) }
    var unfit: [String] = []
    var owners: [String: String] = [:]
    for method in comparison.methods {
      let row = SearchRow(method, of: count, search)
      do {
        try method.checkPoints(tasks: count, isSearched: true)
        let grid = row.grid
        guard !grid.isEmpty else { throw row.hasNoPoints }
        for point in grid {
          try parts.check(point.point.balancing, of: method.label)
          try Self.claim(point, row, &owners, planner)
        }
      } catch {
        guard method.isOptional else { throw error }
        unfit.append("\(method.label) was left out: \(error)")
        continue
      }
      rows.append(row)
    }
    (self.planner, self.parts, self.rows, self.unfit, self.owners) = (planner, parts, rows, unfit, owners)
    ledger = SearchLedger(planner, parts.definitions)
  }

  /// Checks that no two rows share a folder. A folder holds one training, and its result one label.
  private static func claim(
    _ point: SearchPoint, _ row: SearchRow, _ owners: inout [String: String], _ planner: RunPlanner
  ) throws {
    let seed = planner.configuration.comparison.seeds[0]
    let name = try planner.configuration.run(point.point, seed: seed).hash(fingerprint: planner.fingerprint)
    if let other = owners.updateValue(row.label, forKey: name), other != row.label {
      throw ConfigurationError(
        "`comparison.methods`: each training should belong to one row. \"\(other)\" and \"\(row.label)\" share one: "
          + "\(row.method) at \(row.title(of: point)).")
    }
  }

  /// The outcome of a search.
  package struct Outcome: Sendable {
    package var record: SearchRecord
    /// The names of the folders of the finished runs.
    package var cells: [String]
    /// The trainings that failed for their own reason, a sentence each.
    package var failures: [String]
  }

  /// The plan of the search: what it will train at most, and about how long.
  package func plan() throws -> SearchPlan {
    let round = try round()
    let record = try round.record()
    let width = configuration.width
    let pace = try SearchPace(record) ?? SearchPace(measuring: parts, threads: configuration.threads(width: width))
    return SearchPlan(rows, configuration, record, pace, preparation: preparation, width: width)
  }

  /// Runs all trainings of the search, or of its shard, and gives each run its role. It waits for runs that workers
  /// have claimed.
  ///
  /// - Parameter openPlan: lies in the folder for workers from the start.
  /// - Throws: `ComparisonInterrupted` when asked to stop, `OthersAwaited` if other shards, or processes without a
  ///   claim, have to finish first, `SearchStopped` if trainings ended without a result. Everything trained so far is
  ///   kept.
  package func run(leaving openPlan: OpenPlan? = nil) throws -> Outcome {
    let folder = try RunFolder.create(
      at: shard.map { planner.folder.appending(path: "shard-\($0.index)") } ?? planner.folder)
    let lock = try folder.lock()
    defer { withExtendedLifetime(lock) {} }
    let finished = try RunFolder.discover(in: planner.folder).finished.count
    try ClaimsRecord.state(planner.configuration.claims, finished: finished, in: planner.folder)
    try openPlan?.save(in: planner.folder)
    let (round, record) = try train(waits: true) { try $0.save(in: planner.folder) }
    return try finish(round, record)
  }

  /// Trains what nobody else has claimed, as one of several workers. Roles of runs and the search's record do not
  /// change.
  ///
  /// - Throws: as ``run(leaving:)``, and `OthersAwaited` if others still train.
  package func work() throws { _ = try train(waits: false) { _ in } }

  /// Trains round after round until the search needs no more.
  ///
  /// - Parameter recording: receives the record before each round.
  private func train(
    waits: Bool, recording: (SearchRecord) throws -> Void
  ) throws -> (round: SearchRound, record: SearchRecord) {
    let trainings = trainings(waits: waits)
    // Each round walks all rows from their beginning by what the folders hold. A search has no other state, so shards,
    // workers and continued searches decide the same.
    while true {
      let round = try round()
      let record = try round.record()
      try recording(record)
      let needed = round.needed
      guard !needed.isEmpty else { return (round, record) }
      let own = needed.filter { shard?.owns(planner.name(of: $0)) ?? true }
      let waiting = OthersAwaited(waiting: needed.count, isLast: round.isLast)
      guard !own.isEmpty else { throw waiting }
      progress?.roundBegan(record, trainings: own.count)
      let outcome = try trainings(own)
      // A training that failed here may have been finished by another process meanwhile.
      let open = try own.filter { run in try !ledger.state(of: run).reached(run.pause ?? .max) }.map(planner.name)
      let failures = outcome.failures.filter { open.contains(planner.name(of: $0.run)) }
      guard failures.isEmpty else { throw SearchStopped(failures: failures.map { "\($0.run.title): \($0.reason)" }) }
      // Others hold all that this process could train, so another round would find the same.
      if outcome.busy.count == own.count { throw waiting }
    }
  }

  /// Trainings in this search's folder.
  func trainings(waits: Bool) -> PlannedTrainings {
    PlannedTrainings(
      planner: planner, executable: executable, width: configuration.width, waits: waits, shouldStop: shouldStop,
      progress: progress)
  }

  private func round() throws -> SearchRound { try SearchRound(rows, planner, ledger, owners: owners) }

  /// Gives every run its final role.
  private func finish(_ round: SearchRound, _ record: SearchRecord) throws -> Outcome {
    if let walk = round.walks.first(where: { $0.row.task != nil && $0.chosen == nil }) {
      throw SearchStopped(failures: ["\(walk.row.task ?? "") alone: " + walk.notes.joined(separator: " ")])
    }
    var cells: [String] = []
    for (run, isFinal) in round.runs() where planner.place(of: run).isDone {
      try planner.relabel(run, as: isFinal ? .final : .search)
      cells.append(planner.name(of: run))
    }
    let failures = record.cells.compactMap { cell in cell.failure.map { "\(cell.label), seed \(cell.seed): \($0)" } }
    return Outcome(record: record, cells: cells, failures: failures)
  }
}

extension SearchRow {
  fileprivate var hasNoPoints: ConfigurationError {
    ConfigurationError(
      "`comparison.methods`: the grid of \(label) should have a point for \(tasks) tasks. "
        + "Found none: each task needs at least one step.")
  }
}

extension ExperimentConfiguration {
  /// Checks that an experiment has what a search needs.
  fileprivate func checkSearch() throws {
    func place(_ path: String) -> ConfigurationOrigin { resolved[path]?.origin ?? .default }
    guard comparison.singleTask else {
      throw ConfigurationError(
        "`comparison.single-task` should be `true` in a search, which chooses by Δm. Found `false`.",
        at: place("comparison.single-task"))
    }
    if let splits = comparison.splits {
      throw ConfigurationError(
        "`comparison.splits` should not be set in a search, which chooses on one split. Found \(splits).",
        at: place("comparison.splits"))
    }
    guard training.select.split == .validation else {
      throw ConfigurationError(
        "`training.select.split` should be `validation` in a search. Found \"\(training.select.split.rawValue)\".",
        at: place("training.select.split"))
    }
  }
}

/// A receiver of the progress of a search, called from several threads.
package protocol SearchProgress: TrainingProgress {
  /// A round began.
  ///
  /// - Parameter trainings: the number of trainings before the next decision.
  func roundBegan(_ record: SearchRecord, trainings: Int)
}

extension SearchRunner {
  /// Reports the comparison of the best points over all seeds; the record in the experiment's folder gets their test
  /// figures.
  package func report(
    _ outcome: Outcome, command: String
  ) throws -> (report: ExperimentReport, record: SearchRecord) {
    let notes = unfit + outcome.record.remarks
    let comparison = try ExperimentReport(
      of: configuration.folder, configuration, cells: outcome.cells, command: command, notes: notes
    ).comparison
    var record = outcome.record
    for index in record.rows.indices where record.rows[index].task == nil {
      let change = comparison.methods.first { $0.label == record.rows[index].label }?.deltaM
      record.rows[index].testDeltaM = change?.percent
      record.rows[index].testInterval = change?.interval.map { [$0.low, $0.high] }
    }
    try record.save(in: configuration.folder)
    // The report reads the record that is now there.
    return (
      try ExperimentReport(
        of: configuration.folder, configuration, cells: outcome.cells, command: command,
        notes: unfit + record.remarks),
      record
    )
  }
}
