import Foundation
import Reports
import Runs

/// A worker, one of several, on the plan in an experiment's folder.
package final class PlanWorker {
  /// The experiment's folder.
  package let folder: URL
  package let plan: OpenPlan
  private let kind: Kind

  private enum Kind {
    case comparison(ComparisonRunner)
    case search(SearchRunner)
  }

  /// The state that a worker finds after it has trained what nobody else had claimed.
  package enum Ending {
    /// Other workers train the rest; `isLast` if nothing is to be trained after that.
    case others(OthersAwaited)
    /// Everything is trained, and this worker has written the report. The text is for the terminal.
    case complete(text: (_ colour: Bool) -> String, failures: [String])
    /// Everything is trained, and another process writes the report.
    case reportedByOthers
  }

  /// Reads the experiment's data and checks its rows.
  ///
  /// - Parameter jobs: the number of trainings at a time; nil for that of the plan.
  package init(
    _ plan: OpenPlan, in folder: URL, jobs: Int?, executable: URL, shouldStop: @escaping @Sendable () -> Bool
  ) throws {
    (self.plan, self.folder) = (plan, folder)
    var configuration = try plan.configuration(in: folder)
    try configuration.checkMachine()
    if let jobs { configuration.comparison.jobs = jobs }
    kind =
      switch plan.kind {
      case .comparison: .comparison(ComparisonRunner(configuration, executable: executable, shouldStop: shouldStop))
      case .search: .search(try SearchRunner(configuration, executable: executable, shouldStop: shouldStop))
      }
  }

  /// Trains what nobody else has claimed. If nothing is left, it writes the report and removes the plan.
  ///
  /// - Throws: `ComparisonInterrupted` when asked to stop, `SearchStopped` if a search's trainings ended without a
  ///   result. Everything trained so far is kept.
  package func work() throws -> Ending {
    do {
      switch kind {
      case .comparison(let runner): _ = try runner.work()
      case .search(let runner): try runner.work()
      }
      return try finish()
    } catch let others as OthersAwaited {
      return .others(others)
    }
  }

  /// Writes the report, unless another worker has written it or is writing it.
  private func finish() throws -> Ending {
    guard try OpenPlan(in: folder) == plan else { return .reportedByOthers }
    do {
      switch kind {
      case .comparison(let runner):
        let outcome = try runner.run()
        let report = try ExperimentReport(
          of: folder, runner.configuration, cells: outcome.cells, command: plan.command, notes: outcome.leftOut)
        let files = try report.write()
        try plan.remove(from: folder)
        return .complete(text: { report.terminal(files: files, colour: $0) }, failures: outcome.failures)
      case .search(let runner):
        let outcome = try runner.run()
        let (report, record) = try runner.report(outcome, command: plan.command)
        let files = try report.write()
        try plan.remove(from: folder)
        return .complete(
          text: { record.terminal() + "\n" + report.terminal(files: files, colour: $0) }, failures: outcome.failures)
      }
    } catch ResultsError.locked {
      return .reportedByOthers
    }
  }
}

/// An error for a comparison or a search that cannot continue before other processes, or other shards, have trained
/// their part.
package struct OthersAwaited: Error, CustomStringConvertible {
  let waiting: Int
  /// Whether nothing is to be trained after that.
  package let isLast: Bool

  package init(waiting: Int, isLast: Bool) {
    self.waiting = waiting
    self.isLast = isLast
  }

  package var description: String {
    "waiting for \(waiting) training\(waiting == 1 ? "" : "s") of other shards or processes; the same command goes on "
      + "when they are there"
  }
}
