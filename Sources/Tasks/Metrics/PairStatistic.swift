import Torch

/// The predicted and the true numbers of a split, for metrics that depend on their order. They take 16 bytes for each
/// element on the device.
public final class PairStatistic: Statistic {
  private let labels: NumberLabels
  private let scale: Scale
  private var predictions: [Tensor] = []
  private var targets: [Tensor] = []

  public init(missing: Double, scale: Scale = .identity) {
    labels = NumberLabels(missing: missing)
    self.scale = scale
  }

  public func reset() {
    predictions = []
    targets = []
  }

  public func update(_ prediction: Tensor, _ target: Tensor) {
    let target = target.shaped(like: prediction)
    let missing = labels.mask(target).logicalNot()
    predictions.append(scale.restore(prediction: prediction.to(.float64)).flatten())
    targets.append(scale.restore(target.to(.float64)).maskedFill(mask: missing, .nan).flatten())
  }

  public func summary() throws -> NumberPairs? {
    guard !targets.isEmpty else { return nil }
    let all = try zip(
      Tensor.cat(predictions).valid().array(of: Double.self), Tensor.cat(targets).valid().array(of: Double.self)
    ).filter { !$0.1.isNaN }
    return all.isEmpty ? nil : NumberPairs(predictions: all.map(\.0), truths: all.map(\.1))
  }
}
