import Torch

/// Counts the spans of tagged sequences against those of their labels. The predicted tag of an element is the most probable one, and elements
/// without a label are left out, so that padding in front changes nothing.
///
/// It keeps 16 bytes for each element on the device until the end of the split.
public final class SpanStatistic: WeightedStatistic {
  private let spans: TagSpans
  private let ignore: Int
  /// The tags of the predictions and of the labels, `[sequence, element]` in int64, with the weights of sequences if there are any.
  private var batches: [(predicted: Tensor, labels: Tensor, weights: Tensor?)] = []

  /// Creates an empty statistic.
  ///
  /// - Parameters:
  ///   - tags: in the order of their numbers.
  ///   - ignore: the number that means "no label".
  public init(tags: [String], ignore: Int = ClassLabels.usualIgnoreIndex) {
    spans = TagSpans(tags)
    self.ignore = ignore
  }

  public func reset() { batches = [] }

  public func update(_ prediction: Tensor, _ target: Tensor) { add(prediction, target, nil) }

  public func update(_ prediction: Tensor, _ target: Tensor, weights: Tensor) { add(prediction, target, weights) }

  private func add(_ prediction: Tensor, _ target: Tensor, _ weights: Tensor?) {
    let labels = target.classIndices(beside: prediction)
    batches.append((prediction.argmax(dim: 1), labels.clone(), weights))
  }

  public func summary() throws -> SpanCounts? {
    var counts = SpanCounts(correct: 0, labelled: 0, predicted: 0), isLabelled = false
    for (predicted, labels, weights) in batches {
      let answers = try predicted.valid().array(of: Int64.self), truths = try labels.valid().array(of: Int64.self)
      let weights = try weights?.valid().array(of: Double.self), length = labels.count / max(1, labels.size(0))
      for sequence in 0..<labels.size(0) {
        let places = (sequence * length..<(sequence + 1) * length).filter { truths[$0] != Int64(ignore) }
        let weight = weights?[sequence] ?? 1
        guard !places.isEmpty, weight > 0 else { continue }
        isLabelled = true
        let found = spans.spans(places.lazy.map { Int(answers[$0]) })
        let expected = spans.spans(places.lazy.map { Int(truths[$0]) })
        counts.predicted += weight * Double(found.count)
        counts.labelled += weight * Double(expected.count)
        counts.correct += weight * Double(Set(found).intersection(expected).count)
      }
    }
    return isLabelled ? counts : nil
  }
}
