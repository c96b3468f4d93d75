import Printing
import Runs
import Training

/// A count of the runs of a row that kept their best epoch at an end of their training. A training that was long enough
/// does so at neither.
///
/// A run that early stopping ended has been trained long enough by its own measure. A run that keeps its last epoch by
/// choice says nothing and is not judged.
package struct Convergence: Sendable, Hashable {
  /// The number of runs that were judged.
  package var runs = 0
  /// The number of runs that kept one of their last epochs, so that more epochs would have improved them.
  package var last = 0
  /// The number of runs that kept their first epoch: all later epochs made validation worse.
  package var first = 0

  package init() {}

  /// The share of a training that counts as its last epochs.
  private static let end = 0.1

  init(of results: [RunResult]) {
    for result in results where result.epochs > 1 && result.selection.isByCriterion {
      runs += 1
      if result.selection.epoch == 1 {
        first += 1
      } else if result.stoppedEarly != true, Double(result.selection.epoch) > Double(result.epochs) * (1 - Self.end) {
        last += 1
      }
    }
  }

  /// The counts in words: "3 of 10 kept a last epoch, 1 of 10 kept the first"; nil if all is well.
  var note: String? {
    let parts = [
      last > 0 ? "\(last) of \(runs) kept a last epoch" : nil, first > 0 ? "\(first) of \(runs) kept the first" : nil,
    ].compactMap { $0 }
    return parts.isEmpty ? nil : parts.joined(separator: ", ")
  }
}

extension RunResult.Selection {
  /// Whether a figure chose the epoch. A training that keeps its last epoch has no best.
  fileprivate var isByCriterion: Bool { epoch > 0 && !criterion.hasPrefix(SelectionCriterion.last.name) }
}

extension Comparison {
  /// The sentence on trainings that were too short, or that learned nothing general; nil if no row has half of its runs
  /// at that end.
  var convergenceSentence: String? {
    let ends = [
      sentence(\.last, "kept one of their last epochs: train longer before you believe this"),
      sentence(\.first, "kept epoch 1: nothing general was learned"),
    ].compactMap { $0 }
    return ends.isEmpty ? nil : ends.joined(separator: " ")
  }

  private func sentence(_ count: (Convergence) -> Int, _ finding: String) -> String? {
    let rows = methods.filter { $0.convergence.runs > 0 }
    let concerned = rows.filter { 2 * count($0.convergence) >= $0.convergence.runs }
    guard !concerned.isEmpty else { return nil }
    let found = rows.reduce(0) { $0 + count($1.convergence) }
    let total = rows.reduce(0) { $0 + $1.convergence.runs }
    let names = concerned.count == rows.count ? "" : " (mostly \(NumberText.list(concerned.map(\.label))))"
    return "\(found) of \(total) runs\(names) \(finding)."
  }
}
