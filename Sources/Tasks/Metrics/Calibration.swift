import Torch

/// The bins of a reliability diagram: how often answers of a certain confidence are right, over a whole split.
///
/// The confidence of a class is the largest probability of the sample. The confidence of yes or no is the probability
/// of yes, which should be the share of yes among the labels.
///
/// Source: Guo et al., [On Calibration of Modern Neural Networks](https://arxiv.org/abs/1706.04599), ICML 2017.
public struct Calibration: Hashable, Sendable {
  /// The answers whose confidence lies in one of ``count`` equal parts of 0 … 1.
  public struct Bin: Hashable, Sendable {
    /// The number of answers, or the sum of their weights.
    public var samples: Double
    /// The mean confidence; 0 without samples.
    public var confidence: Double
    /// The share of right answers, or of yes among the labels; 0 without samples.
    public var share: Double

    public init(samples: Double, confidence: Double, share: Double) {
      (self.samples, self.confidence, self.share) = (samples, confidence, share)
    }
  }

  /// The number of bins, the usual one.
  public static let count = 10

  /// The bins, from the lowest confidence to the highest.
  public let bins: [Bin]

  public init(_ bins: [Bin]) { self.bins = bins }

  /// The number of answers in all bins, or the sum of their weights.
  public var samples: Double { bins.reduce(0) { $0 + $1.samples } }

  /// The expected calibration error: the mean distance of share and confidence over samples; nil without samples.
  public var expectedError: Double? {
    let samples = samples
    guard samples > 0 else { return nil }
    return bins.reduce(0) { $0 + $1.samples * abs($1.share - $1.confidence) } / samples
  }
}

/// Gathers a ``Calibration`` on the device.
public final class CalibrationStatistic: WeightedStatistic {
  private let labels: any DiscreteLabels
  /// The sums `[3, bin]` in float64: samples, the sum of their confidences, and the number of right answers. The last
  /// bin is for missing labels.
  private var sums: Tensor?

  /// Creates an empty statistic.
  ///
  /// - Parameter labels: classes, or yes and no; predictions are logits.
  public init(_ labels: some DiscreteLabels) { self.labels = labels }

  public func reset() { sums = nil }

  public func update(_ prediction: Tensor, _ target: Tensor) { add(prediction, target, weights: nil) }

  public func update(_ prediction: Tensor, _ target: Tensor, weights: Tensor) {
    add(prediction, target, weights: weights)
  }

  private func add(_ prediction: Tensor, _ target: Tensor, weights: Tensor?) {
    let found = labels.confidences(prediction, target)
    let count = Calibration.count
    let confidence = found.confidence
    let bins = (confidence * Double(count)).floor().clamp(min: 0, max: Double(count - 1)).to(.int64)
      .maskedFill(mask: found.isLabelled.logicalNot(), Double(count)).flatten()
    func sum(_ values: Tensor) -> Tensor {
      let values = values.to(.float64)
      let weighted = weights.map { values * $0.spread(over: values.shape) } ?? values
      return bins.bincount(weights: weighted.flatten(), minLength: count + 1)
    }
    let batch = Tensor.stack([sum(confidence.onesLike()), sum(confidence), sum(found.isRight)])
    sums = sums.map { $0 + batch } ?? batch
  }

  public func summary() throws -> Calibration? {
    guard let values = try sums?.valid().array(of: Double.self) else { return nil }
    let width = Calibration.count + 1
    let bins = (0..<Calibration.count).map { bin -> Calibration.Bin in
      let samples = values[bin]
      guard samples > 0 else { return .init(samples: 0, confidence: 0, share: 0) }
      return .init(
        samples: samples, confidence: values[width + bin] / samples, share: values[2 * width + bin] / samples)
    }
    let calibration = Calibration(bins)
    return calibration.samples == 0 ? nil : calibration
  }
}
