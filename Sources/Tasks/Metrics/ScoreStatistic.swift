import Torch

/// Keeps the probabilities and labels of a split for what depends on their order. On the device, 12 bytes for each sample
/// and class.
public final class ScoreStatistic: Statistic {
  /// What predictions are.
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

  private let form: Form
  private var probabilities: [Tensor] = []
  private var labels: [Tensor] = []

  public init(_ form: Form) { self.form = form }

  public func reset() {
    probabilities = []
    labels = []
  }

  public func update(_ prediction: Tensor, _ target: Tensor) {
    switch form {
    case .logits: append(prediction.sigmoid(), target)
    case .probabilities: append(prediction, target)
    case .classLogits: appendClasses(prediction.softmax(1), target)
    case .classProbabilities: appendClasses(prediction, target)
    }
  }

  private func append(_ prediction: Tensor, _ target: Tensor) {
    let rows = prediction.rank == 1 ? prediction.unsqueeze(1) : prediction
    probabilities.append(rows)
    labels.append(target.shaped(like: rows).nanToNumber(nan: -1))
  }

  private func appendClasses(_ prediction: Tensor, _ target: Tensor) {
    probabilities.append(prediction.transpose(1, -1).flatten(from: 0, to: -2))
    let indices = target.classIndices(beside: prediction)
    labels.append((indices.rank > 1 ? indices.transpose(1, -1) : indices).flatten())
  }

  public func summary() throws -> Scores? {
    guard !probabilities.isEmpty else { return nil }
    let all = Tensor.cat(probabilities)
    let width = all.size(-1)
    let flat = all.flatten().array(of: Double.self)
    let found = Tensor.cat(labels).flatten()
    switch form {
    case .logits, .probabilities:
      let rows = all.rank > 2 ? 1 : width
      return Scores(columns: rows, probabilities: flat, labels: found.array(of: Double.self))
    case .classLogits(let ignore), .classProbabilities(let ignore):
      let labels = found.array(of: Int.self)
      let outside = labels.count { $0 != ignore && !(0..<width).contains($0) }
      guard outside == 0 else {
        throw MetricError("labels should be between 0 and \(width - 1). Found \(outside) outside.")
      }
      return Scores(classes: width, probabilities: flat, labels: labels, ignore: ignore)
    }
  }
}
