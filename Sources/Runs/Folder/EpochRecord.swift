import Balancing

/// One line of `metrics.jsonl`: the figures of one epoch.
///
/// Splits are named "train", "validation", "test". A value that a run did not measure is absent, never a placeholder: a
/// method without effective weights has no `weights`.
package struct EpochRecord: Sendable, Hashable, Codable {
  /// The number of the epoch, from 1.
  package var epoch: Int
  /// The optimiser steps since the start of the run.
  package var step: Int
  package var learningRate: Double
  /// The wall-clock seconds of this epoch, training and evaluation.
  package var seconds: Double
  /// The processor seconds of this epoch, all threads added up; nil on a device that computes apart from the processor,
  /// and in records of version 0.1.
  package var processorSeconds: Double?
  /// The mean losses (before weighting) by split and task.
  package var losses: [String: [String: Double]]
  /// The mean effective weight of each task over the epoch; nil if the method has none.
  package var weights: [String: Double]?
  /// How much each task's weight differs from batch to batch: its standard deviation over its mean; nil if the method has no
  /// weights.
  package var weightSpreads: [String: Double]?
  /// The same of each task's loss times its weight.
  package var weightedLossSpreads: [String: Double]?
  /// The mean value of each penalty of the network's own, without its weight; nil if the network has none.
  package var penalties: [String: Double]?
  /// The metrics by split, task and name.
  package var metrics: [String: [String: [String: Double]]]
  /// The Δm on the selection split in percent, if a baseline was given; ``deltaMConvention`` is its convention.
  package var deltaM: Double?
  /// The convention of ``deltaM``: "metricMean", "taskMean" or "oneMetricPerTask".
  package var deltaMConvention: String?
  /// The relations between the tasks' gradients, if `training.diagnostics` is set.
  package var diagnostics: GradientDiagnostics.Epoch?

  package init(
    epoch: Int, step: Int, learningRate: Double, seconds: Double, losses: [String: [String: Double]],
    weights: [String: Double]? = nil, metrics: [String: [String: [String: Double]]] = [:], deltaM: Double? = nil,
    deltaMConvention: String? = nil, diagnostics: GradientDiagnostics.Epoch? = nil
  ) {
    self.epoch = epoch
    self.step = step
    self.learningRate = learningRate
    self.seconds = seconds
    self.losses = losses
    self.weights = weights
    self.metrics = metrics
    self.deltaM = deltaM
    self.deltaMConvention = deltaMConvention
    self.diagnostics = diagnostics
  }
  /// Reads a record.
  ///
  /// - Throws: `DecodingError` if an epoch, a step or a duration is impossible.
  package init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    epoch = try container.count(.epoch, from: 1)
    step = try container.count(.step)
    learningRate = try container.decode(Double.self, forKey: .learningRate)
    seconds = try container.seconds(.seconds)
    processorSeconds = try container.secondsIfPresent(.processorSeconds)
    losses = try container.decode([String: [String: Double]].self, forKey: .losses)
    weights = try container.decodeIfPresent([String: Double].self, forKey: .weights)
    weightSpreads = try container.decodeIfPresent([String: Double].self, forKey: .weightSpreads)
    weightedLossSpreads = try container.decodeIfPresent([String: Double].self, forKey: .weightedLossSpreads)
    penalties = try container.decodeIfPresent([String: Double].self, forKey: .penalties)
    metrics = try container.decode([String: [String: [String: Double]]].self, forKey: .metrics)
    deltaM = try container.decodeIfPresent(Double.self, forKey: .deltaM)
    deltaMConvention = try container.decodeIfPresent(String.self, forKey: .deltaMConvention)
    diagnostics = try container.decodeIfPresent(GradientDiagnostics.Epoch.self, forKey: .diagnostics)
  }
}
