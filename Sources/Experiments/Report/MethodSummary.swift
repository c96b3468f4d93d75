import Foundation

/// One row of a comparison: a method over its seeds.
public struct MethodSummary: Sendable, Hashable {
  /// A metric over the seeds.
  public struct Estimate: Sendable, Hashable {
    public var mean: Double
    /// The sample standard deviation; nil for one seed.
    public var standardDeviation: Double?
    /// The value of each seed, in the order of ``MethodSummary/repetitions``.
    public var values: [Double]
  }

  /// A percentage against the baseline: Δm, or the part of one task in it.
  public struct Change: Sendable, Hashable {
    /// The percentage, with the sign of the report's convention.
    public var percent: Double
    /// The sample standard deviation over the seeds; nil for one seed.
    public var standardDeviation: Double?
    /// The interval, simultaneous over all methods for Δm, pointwise for a task's part in it; nil if neither the method
    /// nor the baseline has two seeds.
    public var interval: Interval?
    /// The change of each seed: against the baseline of the same seed if both have the same seeds, otherwise against
    /// the mean baseline. Over several splits it is the change of each split, whose figures are means over its seeds.
    public var perSeed: [Double]
    /// The seeds of ``perSeed`` that have all figures, or the numbers of its splits.
    public var seeds: [Int]
  }

  public var method: String
  public var label: String
  /// The position in the experiment's order.
  public var position: Int
  /// The seeds and splits with all figures.
  public var repetitions: [Repetition]
  /// The estimates, one for each of the comparison's columns; nil if the method has no value.
  public var estimates: [Estimate?]
  /// The Δm; nil without a baseline, and for the single-task row, which is the baseline.
  public var deltaM: Change?
  /// The change of each task of the comparison, nil for a task that Δm leaves out; empty if ``deltaM`` is nil.
  public var taskChanges: [Change?]
  /// The mean rank over all metrics and all rows; nil if a metric is missing.
  public var meanRank: Double?
  /// The wall-clock seconds of each seed's run; the single-task row's are sums over its tasks.
  public var seconds: [Double]
  /// The cost of all of the method's runs.
  public var cost: Cost
  /// The number of trained scalars; the single-task row's is the sum over its tasks.
  public var parameters: Int
  /// The chosen values by name; several if seeds differ.
  public var hyperparameters: [Setting]
  /// The epochs that were chosen, one for each run.
  public var bestEpochs: [Int]
  /// Whether the runs were trained long enough for their figures to mean something.
  public var convergence = Convergence()
  /// The losses and weights over epochs.
  public var curves: [Curve]

  /// The cost of a method until it had its figures. Times are added up over runs, like those of one worker.
  public struct Cost: Sendable, Hashable {
    /// The number of all runs, including those that searched hyper-parameters and those that failed.
    public var runs = 0
    /// The number of ``runs`` that only searched.
    public var searchRuns = 0
    /// The number of ``runs`` that a search stopped before their end.
    public var prunedRuns = 0
    public var failedRuns = 0
    /// The optimiser steps of ``runs``.
    public var steps = 0
    /// The seconds of ``runs``, and of ``searchRuns``, which is the time until the best point was known.
    public var seconds = 0.0
    public var searchSeconds = 0.0
    /// The mean seconds of a final run up to its kept epoch; nil if epochs have no times.
    public var secondsToKept: Double?
  }

  /// A chosen hyper-parameter.
  public struct Setting: Sendable, Hashable {
    public var name: String
    public var value: String
    /// Whether the value is a default that the method's card says should be searched, and that was not.
    public var isUnsearched = false
  }

  /// The seeds of ``repetitions``; over several splits a seed occurs once for each.
  public var seeds: [Int] { repetitions.map(\.seed) }

  /// The number of repetitions: seeds, or splits if there are several.
  var repeats: Int {
    let folds = Set(repetitions.compactMap(\.fold))
    return folds.isEmpty ? seeds.count : folds.count
  }

  public var isSingleTask: Bool { method == RunResult.singleTask }

  /// The number of all runs, including those that searched hyper-parameters and those that failed.
  public var runs: Int { cost.runs }

  /// The number of ``runs`` that only searched.
  public var searchRuns: Int { cost.searchRuns }

  /// The median over seeds of ``seconds``.
  public var medianSeconds: Double? { Statistics.median(seconds) }

  /// The change of a task, by its position; nil without one.
  func change(of task: Int) -> Change? { taskChanges.isEmpty ? nil : taskChanges[task] }

  /// Whether the method has effective weights.
  public var hasWeights: Bool { curves.contains { $0.quantity == .weight } }
}

/// A quantity of one task, of a pair of tasks or of all tasks over epochs, with its spread over seeds.
public struct Curve: Sendable, Hashable {
  public enum Quantity: Sendable, Hashable {
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
  public enum Compared: Sendable, Hashable, CaseIterable {
    case tasks
    /// The gradients of one batch's samples, within one task.
    case samples
  }

  public struct Point: Sendable, Hashable {
    public var epoch: Int
    /// The mean over the seeds that have this epoch; nil if none of them has a finite value, which is drawn as a gap.
    public var mean: Double?
    public var low: Double?
    public var high: Double?
  }

  public var quantity: Quantity
  /// The task; for ``Quantity/cosine`` the pair; empty for all tasks together.
  public var task: String
  public var points: [Point]
}
