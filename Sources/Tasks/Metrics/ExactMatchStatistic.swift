import Torch

/// The share of samples whose labelled places are all right. Samples without a label are left out. It is gathered on the device.
public final class ExactMatchStatistic: WeightedStatistic {
  private let decision: ConfusionStatistic.Decision
  /// The samples that are right and all samples with a label, `[2]` in float64.
  private var sums: Tensor?

  /// - Parameter decision: makes a class of a prediction.
  public init(_ decision: ConfusionStatistic.Decision) { self.decision = decision }

  public func reset() { sums = nil }

  public func update(_ prediction: Tensor, _ target: Tensor) {
    update(prediction, target, weights: .ones([target.size(0)], dtype: .float64, device: target.device))
  }

  public func update(_ prediction: Tensor, _ target: Tensor, weights: Tensor) {
    let (predicted, labels, labelled) = decision.decide(prediction, target)
    func places(_ flags: Tensor) -> Tensor { flags.reshape([target.size(0), -1]).sum([1]) }
    let wrong = places(predicted.notEqual(labels).logicalAnd(labelled)), known = places(labelled).greater(0)
    let found = Tensor.stack([wrong.equal(0).logicalAnd(known), known]).to(.float64).matmul(weights)
    sums = sums.map { $0 + found } ?? found
  }

  public func summary() throws -> Double? {
    guard let sums = try sums?.valid().array(of: Double.self) else { return nil }
    return ConfusionMatrix.share(sums[0], sums[1])
  }
}
