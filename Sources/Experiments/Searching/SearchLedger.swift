import Datasets
import Foundation
import Runs
import Tasks

/// The content of a search's run folders. A finished run is read once, an unfinished one again each time.
final class SearchLedger {
  /// The state of one run.
  struct State {
    var records: [EpochRecord] = []
    /// The result; nil before the end.
    var result: RunResult?

    var epochs: Int { records.last?.epoch ?? 0 }
    var steps: Int { result?.steps ?? records.last?.step ?? 0 }
    /// The seconds of training: of processors if they are known, otherwise on the clock.
    var seconds: Double { processorSeconds ?? result?.seconds ?? records.reduce(0) { $0 + $1.seconds } }
    var processorSeconds: Double? { result.map(\.processorSeconds) ?? records.processorSeconds }
    /// Whether the run ended with figures.
    var hasFigures: Bool { result.map { $0.failure == nil } ?? false }

    /// Whether the run has trained this many epochs, or ended before.
    func reached(_ epoch: Int) -> Bool { result != nil || epochs >= epoch }
  }

  private let planner: RunPlanner
  private let definitions: [MetricDefinition]
  private var done: [String: State] = [:]

  /// Creates a ledger.
  ///
  /// - Parameter definitions: the metrics of all tasks.
  init(_ planner: RunPlanner, _ definitions: [MetricDefinition]) {
    self.planner = planner
    self.definitions = definitions
  }

  func state(of run: PlannedRun) throws -> State {
    let name = planner.name(of: run)
    if let state = done[name] { return state }
    let place = planner.place(of: run)
    // The result first: one that is written in between finds all its records.
    let result = place.isDone ? try place.result() : nil
    let state = State(records: try place.records(), result: result)
    if result != nil { done[name] = state }
    return state
  }

  /// The Δm on the validation split of the kept epoch. Before the end of a run it is the best one so far.
  ///
  /// - Parameter epoch: the last epoch that counts; nil for all.
  /// - Returns: nil if there is none, or the run failed.
  func deltaM(of run: PlannedRun, through epoch: Int? = nil) throws -> Double? {
    let state = try state(of: run)
    guard state.result?.failure == nil else { return nil }
    if epoch == nil, let result = state.result {
      return run.job.deltaM(result.metrics[Split.validation] ?? [:], definitions).flatMap { $0.isFinite ? $0 : nil }
    }
    let values = state.records.filter { $0.epoch <= epoch ?? .max }
      .compactMap { run.job.deltaM($0.metrics[Split.validation] ?? [:], definitions) }.filter(\.isFinite)
    return values.max { run.job.convention.improvement($0) < run.job.convention.improvement($1) }
  }

  /// Whether a metric of the run's baseline is one that Δm can be relative to.
  func hasDeltaM(_ run: PlannedRun) -> Bool { run.job.measured(definitions) != nil }

  /// The score by which a search chooses, the smaller the better: Δm as in ``deltaM(of:through:)``, or the sum of the
  /// validation losses if no metric has a baseline to which Δm can be relative.
  func score(of run: PlannedRun, through epoch: Int?) throws -> Double? {
    guard !hasDeltaM(run) else {
      return try deltaM(of: run, through: epoch).map { -run.job.convention.improvement($0) }
    }
    guard let result = try state(of: run).result, result.failure == nil,
      let losses = result.losses[Split.validation], !losses.isEmpty
    else { return nil }
    return losses.sorted { $0.key < $1.key }.reduce(0) { $0 + $1.value }
  }

  /// The Δm of the kept epoch on the test split.
  ///
  /// - Parameter baseline: the test figures of the single-task runs of the same seed.
  func testDeltaM(of run: PlannedRun, against baseline: [String: [String: Double]]?) throws -> Double? {
    guard let result = try state(of: run).result, result.failure == nil, let baseline else { return nil }
    var job = run.job
    job.baseline = baseline
    return job.deltaM(result.metrics[Split.test] ?? [:], definitions).flatMap { $0.isFinite ? $0 : nil }
  }
}
