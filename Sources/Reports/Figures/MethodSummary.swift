import Foundation
import Runs
import Statistics

/// One row of a comparison: a method over its seeds.
package struct MethodSummary: Sendable, Hashable {
  /// A metric over the seeds.
  package struct Estimate: Sendable, Hashable {
    package var mean: Double
    /// The sample standard deviation; nil for one seed.
    package var standardDeviation: Double?
    /// The value of each seed, in the order of ``MethodSummary/repetitions``.
    package var values: [Double]
  }

  /// A percentage against the baseline: Δm, or the part of one task in it.
  package struct Change: Sendable, Hashable {
    /// The percentage, with the sign of the report's convention.
    package var percent: Double
    /// The sample standard deviation over the seeds; nil for one seed.
    package var standardDeviation: Double?
    /// The interval, simultaneous over all methods for Δm, pointwise for a task's part in it; nil if neither the method
    /// nor the baseline has two seeds.
    package var interval: Interval?
    /// The change of each seed: against the baseline of the same seed if both have the same seeds, otherwise against
    /// the mean baseline. Over several splits it is the change of each split, whose figures are means over its seeds.
    package var perSeed: [Double]
    /// The seeds of ``perSeed`` that have all figures, or the numbers of its splits.
    package var seeds: [Int]
  }

  package var method: String
  package var label: String
  /// The position in the experiment's order.
  package var position: Int
  /// The seeds and splits with all figures.
  package var repetitions: [Repetition]
  /// The estimates, one for each of the comparison's columns; nil if the method has no value.
  package var estimates: [Estimate?]
  /// The Δm; nil without a baseline, and for the single-task row, which is the baseline.
  package var deltaM: Change?
  /// The change of each task of the comparison, nil for a task that Δm leaves out; empty if ``deltaM`` is nil.
  package var taskChanges: [Change?]
  /// The mean rank over all metrics and all rows; nil if a metric is missing.
  package var meanRank: Double?
  /// The wall-clock seconds of each seed's run; the single-task row's are sums over its tasks.
  package var seconds: [Double]
  /// The cost of all of the method's runs.
  package var cost: Cost
  /// The number of trained scalars; the single-task row's is the sum over its tasks.
  package var parameters: Int
  /// The chosen values by name; several if seeds differ.
  package var hyperparameters: [Setting]
  /// The epochs that were chosen, one for each run.
  package var bestEpochs: [Int]
  /// Whether the runs were trained long enough for their figures to mean something.
  package var convergence = Convergence()
  /// The losses and weights over epochs.
  package var curves: [Curve]

  /// The cost of a method until it had its figures. Times are added up over runs, like those of one worker.
  package struct Cost: Sendable, Hashable {
    /// The number of all runs, including those that searched hyper-parameters and those that failed.
    package var runs = 0
    /// The number of ``runs`` that only searched.
    package var searchRuns = 0
    /// The number of ``runs`` that a search stopped before their end.
    package var prunedRuns = 0
    package var failedRuns = 0
    /// The optimiser steps of ``runs``.
    package var steps = 0
    /// The seconds of ``runs``, and of ``searchRuns``, which is the time until the best point was known.
    package var seconds = 0.0
    package var searchSeconds = 0.0
    /// The mean seconds of a final run up to its kept epoch; nil if epochs have no times.
    package var secondsToKept: Double?
  }

  /// A chosen hyper-parameter.
  package struct Setting: Sendable, Hashable {
    package var name: String
    package var value: String
    /// Whether the value is a default that the method's card says should be searched, and that was not.
    package var isUnsearched = false
  }

  /// The seeds of ``repetitions``; over several splits a seed occurs once for each.
  package var seeds: [Int] { repetitions.map(\.seed) }

  /// The number of repetitions: seeds, or splits if there are several.
  var repeats: Int {
    let folds = Set(repetitions.compactMap(\.fold))
    return folds.isEmpty ? seeds.count : folds.count
  }

  package var isSingleTask: Bool { method == RunResult.singleTask }

  /// The number of all runs, including those that searched hyper-parameters and those that failed.
  package var runs: Int { cost.runs }

  /// The number of ``runs`` that only searched.
  package var searchRuns: Int { cost.searchRuns }

  /// The median over seeds of ``seconds``.
  package var medianSeconds: Double? { Statistics.median(seconds) }

  /// The change of a task, by its position; nil without one.
  func change(of task: Int) -> Change? { taskChanges.isEmpty ? nil : taskChanges[task] }

  /// Whether the method has effective weights.
  package var hasWeights: Bool { curves.contains { $0.quantity == .weight } }
}

/// A quantity of one task, of a pair of tasks or of all tasks over epochs, with its spread over seeds.
package struct Curve: Sendable, Hashable {
  package enum Quantity: Sendable, Hashable {
    case loss(split: String)
    case weight
    /// The cosine of two tasks' gradients.
    case cosine
    /// The agreement of the lengths of two gradients, over all pairs.
    case magnitude(of: Compared)
    /// The share of the pairs whose cosine is below zero.
    case conflict(of: Compared)
    /// The logarithm of the condition number of the tasks' Gramian.
    case logConditionNumber
  }

  /// The gradients that are compared.
  package enum Compared: Sendable, Hashable, CaseIterable {
    case tasks
    /// The gradients of one batch's samples, within one task.
    case samples
    /// The gradients of two tasks on one sample.
    case tasksOfSamples
    /// The gradients of two tasks on two samples.
    case across
  }

  package struct Point: Sendable, Hashable {
    package var epoch: Int
    /// The mean over the seeds that have this epoch; nil if none of them has a finite value, which is drawn as a gap.
    package var mean: Double?
    package var low: Double?
    package var high: Double?
  }

  package var quantity: Quantity
  /// The task; for ``Quantity/cosine`` the pair; empty for all tasks together.
  package var task: String
  package var points: [Point]
}
