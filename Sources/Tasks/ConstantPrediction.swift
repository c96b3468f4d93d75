import Torch

/// A prediction that does not look at the input: one answer for every sample, and for every pixel of a dense task. A
/// network that is worse has learned nothing useful.
///
/// | labels | answer |
/// |---|---|
/// | numbers | their mean; their median for a loss with a Laplace likelihood, such as L1 |
/// | classes | the share of each class, so that the most frequent class is predicted |
/// | yes or no | the share of yes, for each label |
/// | directions | their mean direction |
///
/// The answer is learned from labels in the form in which a network learns from them, for example standardised numbers.
/// Class weights of a loss are ignored. If samples have weights, means, medians and shares are weighted.
///
/// ```swift
/// var constant = ConstantPrediction(of: task)
/// for target in trainingTargets { constant.learn(target) }
/// if let prediction = constant(for: target) { evaluation.update(prediction, target) }
/// ```
public struct ConstantPrediction {
  private let form: any LabelForm
  private let outputs: Int
  /// The sums `[2, outputs]`, float64: for each output the sum from which its answer is made, and the number of its
  /// labels.
  private var sums: Tensor?
  private var counts: Tensor?
  /// The numbers of labels with a weight above 0, `[outputs]`; nil without weights.
  private var labelled: Tensor?
  /// The labels of each output, if their median is needed.
  private var values: [ThinnedValues]?

  /// Creates a prediction that has learned nothing yet.
  public init(of task: LearningTask) {
    form = task.labels.form
    outputs = task.outputs
    if form is NumberLabels, task.loss.likelihood == .laplace {
      values = Array(repeating: ThinnedValues(), count: outputs)
    }
  }

  /// Adds the targets of some samples, in host memory. Missing labels are ignored.
  ///
  /// - Parameter weights: the weight of each sample, `[sample]`; nil if all samples weigh the same.
  public mutating func learn(_ target: Tensor, weights: Tensor? = nil) {
    withoutGradients {
      let weights = weights?.to(.float64)
      if values != nil {
        let columns = target.reshape([target.size(0), outputs, -1]), mask = form.mask(columns)
        for output in 0..<outputs {
          let known = columns.select(1, index: output)[mask.select(1, index: output)]
          let ofKnown = weights?.spread(over: columns.select(1, index: output).shape)[mask.select(1, index: output)]
          values?[output].append(known.array(of: Double.self), weights: ofKnown?.array(of: Double.self))
        }
      }
      let found =
        weights.map { form.sums(of: target, outputs: outputs, weights: $0) } ?? form.sums(of: target, outputs: outputs)
      if let weights {
        let counted = form.sums(of: target, outputs: outputs, weights: weights.greater(0).to(.float64)).counts
        labelled = labelled.map { $0 + counted } ?? counted
      }
      sums = sums.map { $0 + found.sums } ?? found.sums
      counts = counts.map { $0 + found.counts } ?? found.counts
    }
  }

  /// The answer of each output in the form that a network gives: logits for classes and for yes or no. It is nil if an
  /// output has no label.
  public var answer: [Double]? {
    guard var sums = sums?.array(of: Double.self), var counts = counts?.array(of: Double.self),
      counts.allSatisfy({ $0 > 0 })
    else { return nil }
    if let labelled = labelled?.array(of: Double.self) {
      // In labels of mean weight, so that what stands for none does not depend on the unit of the weights.
      for output in counts.indices {
        let scale = labelled[output] / counts[output]
        (sums[output], counts[output]) = (sums[output] * scale, counts[output] * scale)
      }
    }
    return values.map { $0.compactMap(\.median) } ?? form.constant(sums: sums, counts: counts)
  }

  /// The answer for each element of a target, in the shape of a network's prediction; nil if ``answer`` is nil.
  public func callAsFunction(for target: Tensor) -> Tensor? {
    guard let answer else { return nil }
    let places = form.places(ofTarget: target.shape)
    return Tensor(answer, shape: [1, outputs] + places.map { _ in 1 }).expand([target.size(0), outputs] + places)
  }
}

/// A sample of many numbers for their median: all of them up to a limit, then every second number, every fourth and so
/// on, in the order in which they come.
struct ThinnedValues {
  /// The largest number of values that are kept.
  let limit: Int

  private var kept: [(value: Double, weight: Double)] = []
  private var hasWeights = false
  private var step = 1
  private var seen = 0

  /// Creates an empty sample. The default limit is 4 million numbers, 64 MB with their weights.
  init(limit: Int = 1 << 22) { self.limit = limit }

  /// Adds values that have weights, or one each; those of the weight 0 do not count.
  mutating func append(_ values: [Double], weights: [Double]? = nil) {
    if weights != nil { hasWeights = true }
    for (place, value) in values.enumerated() {
      let weight = weights?[place] ?? 1
      guard weight > 0 else { continue }
      if seen.isMultiple(of: step) { kept.append((value, weight)) }
      seen += 1
      guard kept.count > limit else { continue }
      kept = kept.indices.filter { $0.isMultiple(of: 2) }.map { kept[$0] }
      step *= 2
    }
  }

  /// The median; the mean of the middle two for an even number of values, nil without values.
  var median: Double? {
    guard !kept.isEmpty else { return nil }
    if hasWeights { return WeightedValues(kept.map(\.value), weights: kept.map(\.weight)).median }
    let sorted = kept.map(\.value).sorted()
    return (sorted[(sorted.count - 1) / 2] + sorted[sorted.count / 2]) / 2
  }
}
