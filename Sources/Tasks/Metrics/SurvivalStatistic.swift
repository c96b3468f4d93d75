import Statistics
import Torch

/// The risks and survival times of a split. They take 16 bytes for each sample on the device, 24 with weights.
public final class SurvivalStatistic: WeightedStatistic {
  private let labels: SurvivalLabels
  private var risks: [Tensor] = []
  private var targets: [Tensor] = []
  /// The weight of each sample; empty if all are one.
  private var weights: [Tensor] = []

  public init(_ labels: SurvivalLabels) { self.labels = labels }

  public func reset() { (risks, targets, weights) = ([], [], []) }

  public func update(_ prediction: Tensor, _ target: Tensor) {
    risks.append(labels.risks(prediction))
    targets.append(target.flatten().to(.float64))
  }

  public func update(_ prediction: Tensor, _ target: Tensor, weights: Tensor) {
    update(prediction, target)
    self.weights.append(weights.flatten())
  }

  public func summary() throws -> SurvivalRisks? {
    guard !targets.isEmpty else { return nil }
    let risks = try Tensor.cat(risks).valid().array(of: Double.self)
    let targets = try Tensor.cat(targets).valid().array(of: Double.self)
    let weights = self.weights.isEmpty ? nil : try Tensor.cat(self.weights).valid().array(of: Double.self)
    let known = targets.indices.filter { !targets[$0].isNaN && weights?[$0] != 0 }
    guard !known.isEmpty else { return nil }
    return SurvivalRisks(
      risks: known.map { risks[$0] },
      times: SurvivalTimes(known.map { abs(targets[$0]) }, events: known.map { targets[$0].sign == .plus }),
      weights: weights.map { weights in known.map { weights[$0] } })
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
