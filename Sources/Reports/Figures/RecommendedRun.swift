import Datasets
import Foundation
import Runs

/// A run that a comparison recommends to use.
package struct RecommendedRun: Sendable, Hashable {
  /// The row that it belongs to.
  package var label: String
  package var seed: Int
  /// The task of a run of one task; nil for a run of all tasks.
  package var task: String?
  package var folder: URL
  /// The epoch whose weights it kept, from 1.
  package var epoch: Int
}

extension Comparison {
  /// The runs to use, as the verdict says: one of the best row's, or each task's own if the tasks are to be trained
  /// separately. If there are several seeds it is the one with the lowest loss on the validation split. Empty if no row
  /// has whole figures, or if the runs are not in folders.
  package var recommendedRuns: [RecommendedRun] {
    let row = recommendation.verdict == .worse ? singleTask : best ?? multiTask.first { $0.meanRank != nil }
    return row.flatMap { candidates[$0.label] } ?? []
  }

  /// The runs that would be recommended for each row, by its label.
  static func candidates(of rows: [ComparisonRow], tasks: [String]) -> [String: [RecommendedRun]] {
    rows.reduce(into: [:]) { candidates, row in
      let runs = row.seeds.flatMap(\.runs)
      let isSingle = row.method == RunResult.singleTask
      let groups = isSingle ? tasks.map { task in runs.filter { $0.result.tasks == [task] } } : [runs]
      let chosen = groups.compactMap { group -> RecommendedRun? in
        let best = group.min { validationLoss($0) < validationLoss($1) }
        guard let best, let folder = best.folder else { return nil }
        return RecommendedRun(
          label: row.label, seed: best.result.seed, task: isSingle ? best.result.tasks.first : nil, folder: folder,
          epoch: best.result.selection.epoch)
      }
      if chosen.count == groups.count { candidates[row.label] = chosen }
    }
  }

  private static func validationLoss(_ run: RunFolder.Finished) -> Double {
    run.result.losses[Split.validation].map { $0.values.sorted().reduce(0, +) } ?? .infinity
  }
}
