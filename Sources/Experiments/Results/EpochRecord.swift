import Balancing

/// One line of `metrics.jsonl`: what one epoch left behind.
///
/// Splits are named "train", "validation", "test". What a run did not measure is absent, never a placeholder: a method
/// without effective weights has no `weights`.
public struct EpochRecord: Sendable, Hashable, Codable {
  /// Counted from 1.
  public var epoch: Int
  /// Optimiser steps taken since the start of the run.
  public var step: Int
  public var learningRate: Double
  /// Wall-clock seconds of this epoch, training and evaluation.
  public var seconds: Double
  /// Processor seconds of the same, all threads added up; nil on a device that computes beside the processor, and in records
  /// of version 0.1.
  public var processorSeconds: Double?
  /// Split to task to mean loss (before weighting).
  public var losses: [String: [String: Double]]
  /// Task to the mean effective weight of the epoch; absent where the method has none.
  public var weights: [String: Double]?
  /// Split to task to metric to value.
  public var metrics: [String: [String: [String: Double]]]
  /// Δm on the selection split, in percent, where a baseline was given; ``deltaMConvention`` says which.
  public var deltaM: Double?
  /// The convention of ``deltaM``: "metricMean", "taskMean" or "oneMetricPerTask".
  public var deltaMConvention: String?
  /// How the tasks' gradients related, where `training.diagnostics` asked for it.
  public var diagnostics: GradientDiagnostics.Epoch?

  public init(
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
  /// - Throws: `DecodingError` where an epoch, a step or a duration is none.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    epoch = try container.count(.epoch, from: 1)
    step = try container.count(.step)
    learningRate = try container.decode(Double.self, forKey: .learningRate)
    seconds = try container.seconds(.seconds)
    processorSeconds = try container.secondsIfPresent(.processorSeconds)
    losses = try container.decode([String: [String: Double]].self, forKey: .losses)
    weights = try container.decodeIfPresent([String: Double].self, forKey: .weights)
    metrics = try container.decode([String: [String: [String: Double]]].self, forKey: .metrics)
    deltaM = try container.decodeIfPresent(Double.self, forKey: .deltaM)
    deltaMConvention = try container.decodeIfPresent(String.self, forKey: .deltaMConvention)
    diagnostics = try container.decodeIfPresent(GradientDiagnostics.Epoch.self, forKey: .diagnostics)
  }
}
