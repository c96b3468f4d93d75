import Foundation

/// The training of planned runs, several at a time. Finished runs are skipped, interrupted ones are resumed.
///
/// The processes that train stay for the next runs as long as this value, so that a comparison or a search starts about
/// as many as there are places for runs.
struct PlannedTrainings {
  let planner: RunPlanner
  let width: Int
  /// Whether runs that other processes claim are waited for.
  let waits: Bool
  let shouldStop: @Sendable () -> Bool
  let progress: (any TrainingProgress)?
  private let processes: TrainingProcesses

  init(
    planner: RunPlanner, executable: URL, width: Int, waits: Bool, shouldStop: @escaping @Sendable () -> Bool,
    progress: (any TrainingProgress)?
  ) {
    self.planner = planner
    self.width = width
    self.waits = waits
    self.shouldStop = shouldStop
    self.progress = progress
    processes = TrainingProcesses(
      of: planner.folder, executable, threads: planner.configuration.threads(width: width))
  }

  /// The outcome of the runs.
  struct Outcome {
    /// The trainings that failed.
    var failures: [(run: PlannedRun, reason: String)] = []
    /// The runs that another process holds.
    var busy: [PlannedRun] = []
  }

  /// Trains the runs.
  ///
  /// - Throws: `ComparisonInterrupted` when asked to stop, `ChildProcess.StartError` if no training can be started.
  ///   Everything trained so far is kept.
  func callAsFunction(_ planned: [PlannedRun]) throws -> Outcome {
    let planner = planner
    for run in planned { _ = try run.start?.get() }
    var waiting: [PlannedRun] = []
    var numbers: [String: Int] = [:]
    var jobs: [ParallelTrainings.Job] = []
    var outcome = Outcome()
    for run in planned {
      let place = planner.place(of: run)
      if place.isDone {
        progress?.skipped(run.title)
        if let failure = try place.result().failure { outcome.failures.append((run, failure)) }
      } else {
        numbers[planner.name(of: run)] = jobs.count
        waiting.append(run)
        // What it is compared with may still be in training, and stands before it in the plan.
        let after = run.against.compactMap { numbers[planner.name(of: $0)] }
        jobs.append(
          .init(folder: place.url, title: run.title, pause: run.pause, after: after) {
            guard !place.isDone else { return false }
            try RunTrainer.prepare(run.cell, planner.job(of: run), in: place)
            return true
          })
      }
    }
    let count = jobs.count
    let trainings = ParallelTrainings(jobs: jobs, processes: processes, waits: waits, shouldStop: shouldStop) {
      [progress] done, running, share in progress?.advanced(done: done, of: count, running: running, share: share)
    }
    let endings = try trainings.run(width: width)
    progress?.stageEnded(count)
    if shouldStop() || endings.contains(.interrupted) { throw ComparisonInterrupted() }
    for (run, ending) in zip(waiting, endings) {
      switch ending {
      case .failed(let reason): outcome.failures.append((run, reason))
      case .busy: outcome.busy.append(run)
      case .done:
        // Another process may have trained it.
        let place = planner.place(of: run)
        if place.isDone, let failure = try place.result().failure { outcome.failures.append((run, failure)) }
      case .interrupted: break
      }
    }
    return outcome
  }
}

/// A receiver of the progress of trainings, called from several threads.
package protocol TrainingProgress: AnyObject, Sendable {
  func skipped(_ title: String)
  /// All trainings of a stage have ended: the next stage's `done` counts from zero.
  func stageEnded(_ count: Int)
  func advanced(done: Int, of count: Int, running: [String], share: Double)
}

/// An error for a comparison that was asked to stop. The same command continues it.
package struct ComparisonInterrupted: Error, CustomStringConvertible {
  package init() {}

  package var description: String { "interrupted; the same command goes on from here" }
}
