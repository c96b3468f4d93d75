import Configuration
import Foundation
import Runs

extension ComparisonRunner {
  /// Trains some runs of the comparison alone, from their beginning, in this runner's folder: to see whether they come out the
  /// same. Where an epoch was chosen by Δm, the single-task runs that it is relative to are trained too. If they start from
  /// runs of another experiment, that one needs to have no others.
  ///
  /// - Parameter cells: the names of the runs' folders.
  /// - Returns: the results by name, without those that no plan of this configuration has.
  /// - Throws: as ``run(leaving:)``.
  package func rerun(_ cells: Set<String>) throws -> [String: RunResult] {
    let lock = try RunFolder.create(at: folder).lock()
    defer { withExtendedLifetime(lock) {} }
    let planner = try RunPlanner(configuration, data: configuration.comparedData())
    let comparison = configuration.comparison
    let planned =
      try baselines(planner)
      + comparison.methods.flatMap { method in
        try method.points(tasks: planner.tasks.count).enumerated().flatMap { number, point in
          try comparison.repetitions.map { try multiTask(method, point, number, $0, .final, planner) }
        }
      }
    let chosen = planned.filter { cells.contains(planner.name(of: $0)) }
    let needed = Set(chosen.flatMap(runsNeeded(by:)).map(planner.name))
    let failures = try train(planned.filter { needed.contains(planner.name(of: $0)) }, trainings(planner, waits: true))
    guard failures.isEmpty else { throw RerunFailed(failures: failures) }
    return try Dictionary(
      uniqueKeysWithValues: chosen.map { (planner.name(of: $0), try planner.place(of: $0).result()) })
  }
}

/// An error for runs that could not be trained again.
package struct RerunFailed: Error, CustomStringConvertible {
  let failures: [String]

  package var description: String { "not every run could be trained again: " + failures.joined(separator: "; ") }
}
