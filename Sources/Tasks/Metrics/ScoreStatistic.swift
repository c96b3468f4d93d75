import Torch

/// The predictions and labels of a split, for metrics that depend on their order. They take 12 bytes for each sample
/// and class on the device.
///
/// Logits are kept as they are, and ranks and logarithms come from them in float64. Probabilities in float32 are all 1
/// from a logit of 17 on, so their order would be lost.
public final class ScoreStatistic: WeightedStatistic {
  /// The form of the predictions.
  public enum Form: Hashable, Sendable {
    /// Logits of yes-or-no labels, `[batch]` or `[batch, labels]`.
    case logits
    /// Logits of classes `[batch, classes, …]`, one of which is right.
    case classLogits(ignore: Int)
    /// Probabilities of yes-or-no labels.
    case probabilities
    /// Probabilities of classes.
    case classProbabilities(ignore: Int)
  }

  let form: Form
  private var predictions: [Tensor] = []
  private var labels: [Tensor] = []
  /// The weight of each label; empty if all are one.
  private var weights: [Tensor] = []

  public init(_ form: Form) { self.form = form }

  public func reset() {
    (predictions, labels, weights) = ([], [], [])
  }

  public func update(_ prediction: Tensor, _ target: Tensor) {
    switch form {
    case .logits, .probabilities: append(prediction, target)
    case .classLogits, .classProbabilities: appendClasses(prediction, target)
    }
  }

  public func update(_ prediction: Tensor, _ target: Tensor, weights: Tensor) {
    update(prediction, target)
    guard let shape = labels.last?.shape else { return }
    // The labels of several pixels stand in one row, sample after sample.
    let isFlat = shape.count == 1 && shape[0] != weights.count
    let spread = weights.spread(over: isFlat ? [weights.count, shape[0] / max(1, weights.count)] : shape)
    self.weights.append(spread.flatten())
  }

  private func append(_ prediction: Tensor, _ target: Tensor) {
    let rows = prediction.rank == 1 ? prediction.unsqueeze(1) : prediction
    predictions.append(rows)
    labels.append(BinaryLabels.filled(target.shaped(like: rows)))
  }

  private func appendClasses(_ prediction: Tensor, _ target: Tensor) {
    predictions.append(prediction.transpose(1, -1).flatten(from: 0, to: -2))
    let indices = target.classIndices(beside: prediction)
    labels.append((indices.rank > 1 ? indices.transpose(1, -1) : indices).flatten())
  }

  public func summary() throws -> Scores? {
    guard !predictions.isEmpty else { return nil }
    let all = try Tensor.cat(predictions).valid()
    let width = all.size(-1)
    let flat = all.flatten().array(of: Double.self)
    let found = try Tensor.cat(labels).flatten().valid()
    let weights = self.weights.isEmpty ? nil : try Tensor.cat(self.weights).valid().array(of: Double.self)
    switch form {
    case .logits, .probabilities:
      let columns = all.rank > 2 ? 1 : width
      let labels = found.array(of: Double.self)
      return form == .logits
        ? Scores(columns: columns, scores: flat, labels: labels, weights: weights, BinaryAnswer.init(logit:))
        : Scores(columns: columns, scores: flat, labels: labels, weights: weights, BinaryAnswer.init(probability:))
    case .classLogits(let ignore), .classProbabilities(let ignore):
      let labels = found.array(of: Int.self)
      let outside = labels.count { $0 != ignore && !(0..<width).contains($0) }
      guard outside == 0 else {
        throw MetricError("labels should be between 0 and \(width - 1). Found \(outside) outside.")
      }
      let isLogits = if case .classLogits = form { true } else { false }
      return Scores(labels: labels, ignore: ignore, weights: weights) { row in
        let values = flat[row * width..<(row + 1) * width]
        return isLogits ? ClassAnswer(logits: values) : ClassAnswer(probabilities: values)
      }
    }
  }
}
