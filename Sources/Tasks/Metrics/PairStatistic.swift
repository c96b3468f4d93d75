import Torch

/// The predicted and the true numbers of a split, for metrics that depend on their order. They take 16 bytes for each
/// element on the device.
public final class PairStatistic: WeightedStatistic {
  private let labels: NumberLabels
  private let scale: Scale
  private var predictions: [Tensor] = []
  private var targets: [Tensor] = []
  /// The weight of each element; empty if all are one.
  private var weights: [Tensor] = []

  public init(missing: Double, scale: Scale = .identity) {
    labels = NumberLabels(missing: missing)
    self.scale = scale
  }

  public func reset() {
    (predictions, targets, weights) = ([], [], [])
  }

  public func update(_ prediction: Tensor, _ target: Tensor) {
    let target = target.shaped(like: prediction)
    let missing = labels.mask(target).logicalNot()
    predictions.append(scale.restore(prediction: prediction.to(.float64)).flatten())
    targets.append(scale.restore(target.to(.float64)).maskedFill(mask: missing, .nan).flatten())
  }

  public func update(_ prediction: Tensor, _ target: Tensor, weights: Tensor) {
    update(prediction, target)
    self.weights.append(weights.spread(over: prediction.shape).flatten())
  }

  public func summary() throws -> NumberPairs? {
    guard !targets.isEmpty else { return nil }
    let predictions = try Tensor.cat(predictions).valid().array(of: Double.self)
    let truths = try Tensor.cat(targets).valid().array(of: Double.self)
    let weights = self.weights.isEmpty ? nil : try Tensor.cat(self.weights).valid().array(of: Double.self)
    let known = truths.indices.filter { !truths[$0].isNaN && weights?[$0] != 0 }
    return known.isEmpty
      ? nil
      : NumberPairs(
        predictions: known.map { predictions[$0] }, truths: known.map { truths[$0] },
        weights: weights.map { weights in known.map { weights[$0] } })
  }
}
