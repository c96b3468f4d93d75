import Statistics
import Torch

/// The risks and survival times of a split. They take 16 bytes for each sample on the device, 24 with weights.
public final class SurvivalStatistic: WeightedStatistic {
  private let labels: SurvivalLabels
  /// The risks and labels.
  private let pairs = PairStatistic(missing: .nan)

  public init(_ labels: SurvivalLabels) { self.labels = labels }

  public func reset() { pairs.reset() }

  public func update(_ prediction: Tensor, _ target: Tensor) {
    pairs.update(labels.risks(prediction), target.flatten())
  }

  public func update(_ prediction: Tensor, _ target: Tensor, weights: Tensor) {
    pairs.update(labels.risks(prediction), target.flatten(), weights: weights)
  }

  public func summary() throws -> SurvivalRisks? {
    try pairs.summary().map { pairs in
      SurvivalRisks(
        risks: pairs.predictions,
        times: SurvivalTimes(pairs.truths.map { abs($0) }, events: pairs.truths.map { $0.sign == .plus }),
        weights: pairs.weights)
    }
  }
}

/// Risks next to survival times, for metrics that depend on their order.
public struct SurvivalRisks: Sendable {
  public let risks: [Double]
  public let times: SurvivalTimes
  /// The weight of each sample, above 0; nil for ones.
  public let weights: [Double]?

  public init(risks: [Double], times: SurvivalTimes, weights: [Double]? = nil) {
    (self.risks, self.times, self.weights) = (risks, times, weights)
  }

  private var isDefined: Bool { !risks.contains { $0.isNaN } }

  /// Harrell's concordance; nil if no pair counts, or a risk is NaN.
  public var concordance: Double? { isDefined ? Concordance(risks, times, weights: weights).value : nil }

  /// Uno's concordance, with the censoring of the split itself.
  public var unoConcordance: Double? { isDefined ? Concordance.uno(risks, times, weights: weights).value : nil }

  /// The mean over the tenths of the events' times of the area under the ROC curve at that time.
  public var meanAUC: Double? {
    guard isDefined else { return nil }
    let areas = TimeDependentAUC(risks, times, weights: weights)
    return areas.mean(at: areas.tenths)
  }
}
