import Configuration
import Foundation
import Runs

extension ComparisonRunner {
  /// Trains some runs of the comparison alone, from their beginning, in this runner's folder: to see whether they come out the
  /// same. Where an epoch was chosen by Δm, the single-task runs that it is relative to are trained too.
  ///
  /// - Parameter cells: the names of the runs' folders.
  /// - Returns: the results by name, without those that no plan of this configuration has.
  /// - Throws: as ``run(leaving:)``.
  package func rerun(_ cells: Set<String>) throws -> [String: RunResult] {
    let lock = try RunFolder.create(at: folder).lock()
    defer { withExtendedLifetime(lock) {} }
    let planner = try preparedPlanner()
    let comparison = configuration.comparison
    let needsBaseline = configuration.training.select.criterion == .deltaM
    var planned =
      comparison.singleTask
      ? try comparison.repetitions.flatMap { repetition in
        try planner.tasks.map { try planner.singleTask($0, repetition) }
      } : []
    for method in comparison.methods {
      for (number, point) in method.points(tasks: planner.tasks.count).enumerated() {
        for repetition in comparison.repetitions {
          planned.append(try planner.multiTask(method.label, point, number: number, repetition, .final, baseline: nil))
        }
      }
    }
    var chosen = planned.filter { cells.contains(planner.name(of: $0)) }
    if needsBaseline {
      let alone = planned.filter { run in
        run.task != nil && chosen.contains { $0.task == nil && $0.repetition == run.repetition }
      }
      for index in chosen.indices where chosen[index].task == nil {
        chosen[index].against = alone.filter { $0.repetition == chosen[index].repetition }
      }
      let names = Set(chosen.map(planner.name))
      chosen = alone.filter { !names.contains(planner.name(of: $0)) } + chosen
    }
    let failures = try train(chosen, with: planner)
    guard failures.isEmpty else { throw RerunFailed(failures: failures) }
    return try Dictionary(
      uniqueKeysWithValues: chosen.filter { cells.contains(planner.name(of: $0)) }.map {
        (planner.name(of: $0), try planner.place(of: $0).result())
      })
  }
}

/// An error for runs that could not be trained again.
package struct RerunFailed: Error, CustomStringConvertible {
  let failures: [String]

  package var description: String { "not every run could be trained again: " + failures.joined(separator: "; ") }
}
