import Torch

extension Metric {
  /// This metric as the mean of its values on the batches. Each batch counts the same however many samples it has, and
  /// batches without a value are left out.
  ///
  /// It depends on the batches' size and order. Use it to compare with results that were measured this way.
  public func averagedOverBatches() -> Metric {
    Metric(
      name, title: title, unit: unit, direction: direction, version: version + "-batches", needs: needs,
      sharing: name + "/batches",
      of: { [self] in BatchMeanStatistic(of: self) }
    ) { $0 }
    .taking(weights: takesWeights)
  }
}

/// The mean of a metric's values on the batches.
final class BatchMeanStatistic: WeightedStatistic {
  static let dependsOnBatches = true

  private let metric: Metric
  private var sum = 0.0
  private var count = 0
  private var failure: MetricError?

  init(of metric: Metric) { self.metric = metric }

  func reset() { (sum, count, failure) = (0, 0, nil) }

  func update(_ prediction: Tensor, _ target: Tensor) {
    let batch = metric.makeStatistic()
    batch.update(prediction, target)
    add(batch)
  }

  func update(_ prediction: Tensor, _ target: Tensor, weights: Tensor) {
    guard let batch = metric.makeStatistic() as? any WeightedStatistic else {
      preconditionFailure("`\(metric.name)` should take weights of samples.")
    }
    batch.update(prediction, target, weights: weights)
    add(batch)
  }

  private func add(_ batch: any Statistic) {
    do {
      guard let value = try batch.anySummary().flatMap(metric.read) else { return }
      sum += value
      count += 1
    } catch { failure = error as? MetricError }
  }

  func summary() throws -> Double? {
    if let failure { throw failure }
    return count > 0 ? sum / Double(count) : nil
  }
}
