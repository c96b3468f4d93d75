import Torch

/// The metrics of one task over one split.
///
/// ```swift
/// let evaluation = Evaluation(task)
/// for batch in batches { evaluation.update(model(batch.inputs), batch.targets) }
/// for result in try evaluation.compute() { print(result.metric.title, result.value ?? "no label") }
/// ```
public final class Evaluation {
  /// A metric with its value.
  public struct Result: Sendable {
    public let metric: Metric
    /// The metric's value, a finite number; nil if no element had a label, or if the metric is not defined for these
    /// labels.
    public let value: Double?
    /// The number of labels that the metric leaves out, such as the true zeros of a relative error.
    public let leftOut: Int
  }

  public let task: String
  public let metrics: [Metric]
  let statistics: [String: any Statistic]

  public init(task: String, metrics: [Metric]) {
    self.task = task
    self.metrics = metrics
    statistics = metrics.reduce(into: [:]) { statistics, metric in
      if statistics[metric.key] == nil { statistics[metric.key] = metric.makeStatistic() }
    }
  }

  /// Starts a new split.
  public func reset() { for statistic in statistics.values { statistic.reset() } }

  /// Adds a batch: the task's predictions (logits, numbers, vectors) and targets. Nothing is recorded for gradients.
  ///
  /// - Parameter weights: the weight of each sample, `[sample]`; nil if all samples weigh the same. Every metric should
  ///   take weights (``Metric/takesWeights``).
  public func update(_ prediction: Tensor, _ target: Tensor, weights: Tensor? = nil) {
    update(prediction, target, weights: weights, except: [])
  }

  /// Adds a batch to all statistics but some.
  func update(_ prediction: Tensor, _ target: Tensor, weights: Tensor?, except keys: Set<String>) {
    withoutGradients {
      let prediction = prediction.detach().widened(), weights = weights?.to(prediction.device, .float64)
      for (key, statistic) in statistics where !keys.contains(key) {
        guard let weights else {
          statistic.update(prediction, target)
          continue
        }
        guard let statistic = statistic as? any WeightedStatistic else {
          preconditionFailure("`\(task)` should have metrics that take weights of samples.")
        }
        statistic.update(prediction, target, weights: weights)
      }
    }
  }

  /// The metrics of all batches since the last reset, in the order of `metrics`. This waits for the device.
  ///
  /// - Throws: ``MetricError`` that names the task, if labels were out of range.
  public func compute() throws -> [Result] { try compute(gathered: [:]) }

  /// The metrics of all batches, with the summaries of statistics that were gathered elsewhere, by key.
  func compute(gathered: [String: Swift.Result<Any?, any Error>]) throws -> [Result] {
    var summaries: [String: Any] = [:]
    for (key, statistic) in statistics {
      do {
        summaries[key] = try gathered[key]?.get() ?? statistic.anySummary()
      } catch let error as MetricError {
        throw MetricError("`\(task)` \(error.description)")
      }
    }
    return metrics.map { metric in
      let summary = summaries[metric.key]
      return Result(
        metric: metric, value: summary.flatMap(metric.read).flatMap { $0.isFinite ? $0 : nil },
        leftOut: summary.map(metric.countLeftOut) ?? 0)
    }
  }
}
