import Components
import Torch

/// The negative logarithm of Cox's partial likelihood, as a mean over the events:
///
///     − Σ_i e_i [ r_i − log Σ_{T_j ≥ T_i} exp r_j ] / Σ_i e_i
///
/// - Predictions: risks r, `[batch, 1]`; a constant added to all changes nothing.
/// - Targets: ``SurvivalLabels``, `[batch]`.
///
/// The sum over those at risk is one over the batch, or over each piece of it if gradients are accumulated: larger batches come closer
/// to the likelihood of the split. It is a cumulative log-sum-exp, so that no exponential overflows. Events at one time have the same sum
/// (Breslow's rule). A batch without an event has the loss 0, as one without labels.
///
/// Source: D. Cox, Regression Models and Life-Tables, Journal of the Royal Statistical Society B 34, 1972; as a loss of a network: J.
/// Katzman et al., [DeepSurv](https://arxiv.org/abs/1606.00931), BMC Medical Research Methodology 18, 2018.
public struct CoxLoss: WeightedLoss {
  public static let card = LossCard(
    About(
      "cox", title: "Cox", "the negative logarithm of Cox's partial likelihood of the batch, a mean over its events",
      citation: Citation(
        "Katzman, Shaham, Cloninger, Bates, Jiang, Kluger",
        "DeepSurv: Personalized Treatment Recommender System Using a Cox Proportional Hazards Deep Neural Network",
        "BMC Medical Research Methodology 18", 2018, "arXiv 1606.00931")),
    of: SurvivalLabels.self
  ) { _, labels throws(SettingError) in
    guard labels.intervals.isEmpty else {
      throw SettingError("`cox` should stand with a task without `intervals`. Found \(labels.outputs) intervals.")
    }
    return CoxLoss()
  }

  private let labels = SurvivalLabels()

  public init() {}

  /// A softmax over those at risk.
  public var likelihood: Likelihood { .softmax }

  public func callAsFunction(_ prediction: Tensor, _ target: Tensor) -> Tensor {
    let (loss, events) = terms(prediction.widened(), target, weights: nil)
    return loss / events.clamp(min: 1).to(loss.dtype)
  }

  public func sums(_ prediction: Tensor, _ target: Tensor, labels: Tensor) -> Tensor {
    let (loss, events) = terms(prediction.to(.float64), target, weights: nil)
    return Tensor.stack([loss, events.to(.float64)])
  }

  /// A sample's weight multiplies its hazard and its event.
  public func weighted(_ prediction: Tensor, _ target: Tensor, weights: Tensor) -> Tensor {
    let (loss, events) = terms(prediction.widened(), target, weights: weights)
    return loss / events.orOne.to(loss.dtype)
  }

  public func weightedSums(_ prediction: Tensor, _ target: Tensor, weights: Tensor) -> Tensor {
    let (loss, events) = terms(prediction.to(.float64), target, weights: weights)
    return Tensor.stack([loss, events.to(.float64)])
  }

  /// The sum of the events' terms, and the events, each times its weight.
  private func terms(_ prediction: Tensor, _ target: Tensor, weights: Tensor?) -> (loss: Tensor, events: Tensor) {
    let (risks, target) = (prediction.flatten(), target.flatten())
    let (times, isEvent) = labels.parts(target)
    var counts = labels.mask(target)
    if let weights { counts = counts.logicalAnd(weights.flatten().greater(0)) }
    // Who does not count comes after all others, whose times are at least 0, and so is among no one's rivals.
    let (ordered, order) = ATen.sort(times.maskedFill(mask: counts.logicalNot(), -1), 0, true)
    let own = weights.map { Tensor.where(counts, $0.flatten().to(risks.dtype), risks.onesLike()) }
    let hazards = own.map { risks + $0.log() } ?? risks
    let cumulative = ATen.logcumsumexp(hazards.indexSelect(0, order), 0)
    // All of one time have the sum up to the last of them.
    let falling = -ordered
    let last = ATen.searchsorted(falling, falling, false, true) - 1
    let events = isEvent.logicalAnd(counts).indexSelect(0, order)
    let shares = own.map { events * $0.indexSelect(0, order) } ?? events.to(risks.dtype)
    let terms = cumulative.indexSelect(0, last) - risks.indexSelect(0, order)
    return ((terms * shares).sum(), shares.sum())
  }
}
