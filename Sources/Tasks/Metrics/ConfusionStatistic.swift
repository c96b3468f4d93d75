import Torch

/// Counts labels against predictions, on the device.
public final class ConfusionStatistic: WeightedStatistic {
  /// The rule that makes a class of each prediction and each target: the classes of both, and whether there is a label.
  public struct Decision: Sendable {
    /// The rule in words, equal for equal rules; nil for a rule that is not known.
    var name: String?
    /// The threshold from which on the answer is yes; nil for other rules.
    var threshold: Double?
    let decide: @Sendable (Tensor, Tensor) -> (predicted: Tensor, labels: Tensor, labelled: Tensor)

    public init(
      _ decide:
        @escaping @Sendable (_ prediction: Tensor, _ target: Tensor) -> (
          predicted: Tensor, labels: Tensor, labelled: Tensor
        )
    ) { self.decide = decide }
  }

  let classes: Int
  let decision: Decision
  private var counts: Tensor?

  /// Creates an empty statistic.
  ///
  /// - Parameters:
  ///   - classes: the number of classes; 2 for yes and no.
  ///   - decision: makes a class of a prediction.
  public init(classes: Int, _ decision: Decision) {
    self.classes = classes
    self.decision = decision
  }

  public func reset() { counts = nil }

  /// Adds a batch.
  public func update(_ prediction: Tensor, _ target: Tensor) {
    if let threshold = decision.threshold {
      add(Self.counts(prediction, target, threshold, over: Array(0..<prediction.rank)))
    } else {
      add(cells(prediction, target).flatten().bincount(minLength: classes * classes + 2))
    }
  }

  /// The counts of yes-or-no answers, `[5, …]` in float64, as sums over some dimensions of predictions and targets: the
  /// matrix's cells, then labels out of range.
  static func counts(_ prediction: Tensor, _ target: Tensor, _ threshold: Double, over dims: [Int]) -> Tensor {
    // Larger whole numbers than 2²⁴ are not exact in float32.
    let type: DType = target.count < 1 << 24 ? .float32 : .float64
    let labels = BinaryLabels.filled(target.shaped(like: prediction))
    let labelled = labels.isAtLeast(0).to(type), yes = labels.isAtLeast(1).to(type)
    let answer = prediction.nanToNumber(nan: -.infinity).isAtLeast(threshold).to(type)
    let all = labelled.sum(dims), allYes = yes.sum(dims)
    let answered = (answer * labelled).sum(dims), hits = (answer * yes).sum(dims)
    let outside = labels.isAtLeast(2).to(type).sum(dims)
    let misses = allYes - hits, alarms = answered - hits
    return Tensor.stack([all - misses - answered, alarms, misses, hits, outside]).to(.float64)
  }

  public func update(_ prediction: Tensor, _ target: Tensor, weights: Tensor) {
    let cells = cells(prediction, target)
    add(
      cells.flatten().bincount(
        weights: weights.spread(over: cells.shape).flatten(), minLength: classes * classes + 2))
  }

  private func add(_ found: Tensor) {
    counts = counts.map { $0 + found } ?? found
  }

  /// The place of each answer in the counts: the matrix's cells come first, then one for labels out of range, then one for
  /// missing labels.
  func cells(_ prediction: Tensor, _ target: Tensor) -> Tensor {
    let (predicted, labels, labelled) = decision.decide(prediction, target)
    let legal = labels.greaterOrEqual(0).logicalAnd(labels.less(Double(classes)))
    let cells = Double(classes * classes)
    return (labels * Double(classes) + predicted)
      .maskedFill(mask: legal.logicalNot(), cells)
      .maskedFill(mask: labelled.logicalNot(), cells + 1)
  }

  public func summary() throws -> ConfusionMatrix? {
    try counts.flatMap { try matrix($0.valid().array(of: Double.self)[...]) }
  }

  /// The matrix of some counts; nil without a label.
  ///
  /// - Throws: ``MetricError`` if labels were out of range.
  func matrix(_ counts: ArraySlice<Double>) throws -> ConfusionMatrix? {
    let all = Array(counts), cells = classes * classes
    guard all[cells] == 0 else {
      throw MetricError("labels should be between 0 and \(classes - 1). Found \(Int(all[cells])) outside.")
    }
    let matrix = ConfusionMatrix(classes: classes, counts: Array(all[..<cells]))
    return matrix.total == 0 ? nil : matrix
  }
}

extension ConfusionStatistic.Decision {
  private static func named(
    _ name: String, _ decide: @escaping @Sendable (Tensor, Tensor) -> (Tensor, Tensor, Tensor)
  ) -> Self {
    var decision = Self(decide)
    decision.name = name
    return decision
  }

  /// The index of the largest value along dimension 1.
  public static func largest(ignore: Int) -> Self {
    named("largest \(ignore)") { prediction, target in
      let labels = target.classIndices(beside: prediction)
      return (prediction.argmax(dim: 1), labels, labels.notEqual(Double(ignore)))
    }
  }

  /// The class 1 at or above the threshold, otherwise 0. A logit of 0 is a probability of one half.
  public static func atLeast(_ threshold: Double) -> Self {
    var decision = named("at least \(threshold)") { prediction, target in
      let target = target.shaped(like: prediction)
      let labelled = BinaryLabels().mask(target)
      let labels = target.maskedFill(mask: labelled.logicalNot(), 0).to(.int64)
      return (prediction.greaterOrEqual(threshold).to(.int64), labels, labelled)
    }
    decision.threshold = threshold
    return decision
  }

  /// The prediction itself, which is a class index.
  public static func given(ignore: Int) -> Self {
    named("given \(ignore)") { prediction, target in
      let labels = target.to(.int64)
      return (prediction.to(.int64), labels, labels.notEqual(Double(ignore)))
    }
  }
}
