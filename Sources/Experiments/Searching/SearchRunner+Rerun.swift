import Configuration
import Foundation
import Runs

extension SearchRunner {
  /// Trains some runs of the search alone, from their beginning, in this runner's folder: to see whether they come out the same.
  ///
  /// - Parameter cells: the names of the runs' folders.
  /// - Returns: the results by name, without those that no point of this search has.
  /// - Throws: ``RerunFailed`` if a training fails, or epochs are chosen by Δm, for which the search's baselines would be needed.
  package func rerun(_ cells: Set<String>) throws -> [String: RunResult] {
    guard configuration.training.select.criterion != .deltaM else {
      throw RerunFailed(failures: ["`training.select.criterion` of \(configuration.name) is `delta-m`"])
    }
    let lock = try RunFolder.create(at: planner.folder).lock()
    defer { withExtendedLifetime(lock) {} }
    var runs: [String: PlannedRun] = [:]
    for row in rows {
      for point in row.points {
        for seed in configuration.comparison.seeds where runs.count < cells.count {
          let repetition = Repetition(seed: seed)
          let run =
            try row.task.map { try planner.singleTask($0, repetition, training: point.point.training) }
            ?? planner.multiTask(row.label, point.point, number: 0, repetition, .final, baseline: nil)
          let name = planner.name(of: run)
          if cells.contains(name) { runs[name] = run }
        }
      }
    }
    let outcome = try trainings(waits: true)(runs.sorted { $0.key < $1.key }.map(\.value))
    guard outcome.failures.isEmpty else {
      throw RerunFailed(failures: outcome.failures.map { "\($0.run.title): \($0.reason)" })
    }
    return try runs.mapValues { try planner.place(of: $0).result() }
  }
}

extension SearchRow {
  /// Every point that the row may come to, at every weight decay.
  fileprivate var points: [SearchPoint] {
    let grid = grid
    let rated = grid + grid.flatMap(refinement(around:))
    return rated + rated.flatMap(weightDecays(at:))
  }
}
