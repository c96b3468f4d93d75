import Foundation
import Tasks

/// The criterion that selects the epoch whose weights a training keeps: the smallest value on the validation split.
///
/// The split is always validation, so that no figure of the test split was chosen by itself. A caller without a
/// validation split who passes the test split has to say so where the results are shown.
public struct SelectionCriterion: Sendable {
  /// The value's name in reports: "Δm, metric mean" or "sum of validation losses".
  public let name: String
  /// The value for the figures on the validation split: smaller is better; nil if it cannot be computed.
  public let value: @Sendable (SplitFigures) -> Double?

  /// Creates a criterion. `value` is computed after each epoch; a value that is not finite counts as nil.
  public init(name: String, value: @escaping @Sendable (SplitFigures) -> Double?) {
    self.name = name
    self.value = value
  }

  /// The plain sum of the tasks' losses: for single tasks, and where no baseline exists yet.
  public static let sumOfLosses = SelectionCriterion(name: "sum of validation losses") { evaluation in
    evaluation.losses.isEmpty ? nil : evaluation.losses.values.reduce(0, +)
  }

  /// A criterion that keeps the last epoch.
  public static let last = SelectionCriterion(name: "last epoch") { _ in nil }
}

extension SelectionCriterion {
  /// A criterion of the tasks' own main metrics, the first of each.
  ///
  /// For one task the value is its metric. For several tasks it is the geometric mean of how far each is from perfect:
  /// an error's own value, or 1 less the value of a metric whose best is 1 (accuracy, AUC, R², kappa). The ratio of two
  /// epochs is then the same in every unit, so no reference is needed: one task's error that falls by 10 % counts as
  /// much as another's that rises by 10 %. What is compared is the logarithm, ln d averaged over tasks.
  ///
  /// Distances below ``leastShare`` count as that, so that a few labels that are all right do not outweigh the other
  /// tasks. A metric that an epoch lacks counts as a distance of 1. Such a metric is no better than chance if the
  /// predictions do not differ; if the labels never define it, it is the same for all epochs.
  ///
  /// - Parameters:
  ///   - tasks: the tasks that are trained.
  ///   - split: the name of the split that decides, for reports.
  public static func mainMetrics(of tasks: [LearningTask], on split: String) -> SelectionCriterion {
    let metrics = tasks.map { (task: $0.name, metric: $0.metrics[0]) }
    if metrics.count == 1 {
      let (task, metric) = metrics[0]
      return SelectionCriterion(name: "\(split) \(metric.name)") { figures in
        figures.metrics[task]?[metric.name].map { metric.direction == .lowerIsBetter ? $0 : -$0 }
      }
    }
    var names: [String] = []
    for (_, metric) in metrics where !names.contains(metric.name) { names.append(metric.name) }
    return SelectionCriterion(name: "\(split) \(names.joined(separator: ", ")): mean over tasks") { figures in
      let distances = metrics.map { task, metric -> Double? in
        guard let value = figures.metrics[task]?[metric.name], value.isFinite else { return nil }
        return metric.direction == .lowerIsBetter ? max(value, .leastNormalMagnitude) : max(1 - value, leastShare)
      }
      guard distances.contains(where: { $0 != nil }) else { return nil }
      return distances.reduce(0) { $0 + log($1 ?? 1) } / Double(distances.count)
    }
  }

  /// The smallest distance from perfect that counts, for a metric whose best is 1.
  public static let leastShare = 1e-3
}
