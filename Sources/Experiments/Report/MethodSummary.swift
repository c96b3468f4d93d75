import Foundation

/// One row of a comparison: a method over its seeds.
public struct MethodSummary: Sendable, Hashable {
  /// A metric over the seeds.
  public struct Estimate: Sendable, Hashable {
    public var mean: Double
    /// Sample standard deviation; nil for one seed.
    public var standardDeviation: Double?
    /// The value of each seed, in the order of ``MethodSummary/repetitions``.
    public var values: [Double]
  }

  /// A percentage against the baseline: Δm, or the part of one task in it.
  public struct Change: Sendable, Hashable {
    /// In percent, with the sign of the report's convention.
    public var percent: Double
    /// Sample standard deviation over the seeds; nil for one seed.
    public var standardDeviation: Double?
    /// Simultaneous over all methods for Δm, pointwise for a task's part in it; nil where neither the method nor the
    /// baseline has two seeds.
    public var interval: Interval?
    /// Of each seed: against the baseline of the same seed where both have the same seeds, else against the mean baseline.
    /// Over several splits, of each split, whose figures are means over its seeds.
    public var perSeed: [Double]
    /// The seeds of ``perSeed``, or the numbers of its splits: those that have every figure.
    public var seeds: [Int]
  }

  public var method: String
  public var label: String
  /// The position in the experiment's order.
  public var position: Int
  /// Seeds and splits with all figures.
  public var repetitions: [Repetition]
  /// One for each of the comparison's columns; nil where the method has no value.
  public var estimates: [Estimate?]
  /// nil without a baseline, and for the single-task row, which is the baseline.
  public var deltaM: Change?
  /// One for each task of the comparison, nil for a task that Δm leaves out; empty where ``deltaM`` is nil.
  public var taskChanges: [Change?]
  /// Over all metrics and all rows; nil where a metric is missing.
  public var meanRank: Double?
  /// Wall-clock seconds of each seed's run; the single-task row's are sums over its tasks.
  public var seconds: [Double]
  /// What all of the method's runs took.
  public var cost: Cost
  /// Trained scalars; the single-task row's are sums over its tasks.
  public var parameters: Int
  /// Chosen values by name; several where seeds differ.
  public var hyperparameters: [Setting]
  /// The epochs that were chosen, one for each run.
  public var bestEpochs: [Int]
  /// Whether the runs were trained long enough for their figures to mean something.
  public var convergence = Convergence()
  /// Losses and weights over epochs.
  public var curves: [Curve]

  /// What a method took until it had its figures. Times are added up over runs: those of one worker.
  public struct Cost: Sendable, Hashable {
    /// All runs, those that searched hyper-parameters and those that failed included.
    public var runs = 0
    /// How many of ``runs`` only searched.
    public var searchRuns = 0
    /// How many of ``runs`` a search stopped before their end.
    public var prunedRuns = 0
    public var failedRuns = 0
    /// Optimiser steps of ``runs``.
    public var steps = 0
    /// Seconds of ``runs``, and of ``searchRuns``, which is the time until the best point was known.
    public var seconds = 0.0
    public var searchSeconds = 0.0
    /// Mean seconds of a final run up to its kept epoch; nil where epochs have no times.
    public var secondsToKept: Double?
  }

  /// A chosen hyper-parameter.
  public struct Setting: Sendable, Hashable {
    public var name: String
    public var value: String
    /// Whether the value is a default that the method's card says should be searched, and nothing was.
    public var isUnsearched = false
  }

  /// The seeds of ``repetitions``; over several splits a seed stands once for each.
  public var seeds: [Int] { repetitions.map(\.seed) }

  /// How often it was repeated: its seeds, or its splits where it has several.
  var repeats: Int {
    let folds = Set(repetitions.compactMap(\.fold))
    return folds.isEmpty ? seeds.count : folds.count
  }

  public var isSingleTask: Bool { method == RunResult.singleTask }

  /// All runs, those that searched hyper-parameters and those that failed included.
  public var runs: Int { cost.runs }

  /// How many of ``runs`` only searched.
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
    /// How far the lengths of two gradients agree, over all pairs.
    case magnitude(of: Compared)
    /// The share of the pairs whose cosine is below zero.
    case conflict(of: Compared)
    /// Of the tasks' Gramian.
    case logConditionNumber
  }

  /// Whose gradients are compared.
  public enum Compared: Sendable, Hashable, CaseIterable {
    case tasks
    /// Of one batch, within one task.
    case samples
  }

  public struct Point: Sendable, Hashable {
    public var epoch: Int
    /// Over the seeds that have this epoch; nil where none of them has a finite value, which is drawn as a gap.
    public var mean: Double?
    public var low: Double?
    public var high: Double?
  }

  public var quantity: Quantity
  /// The task; for ``Quantity/cosine`` the pair; empty where it is of all tasks.
  public var task: String
  public var points: [Point]
}
