import Components
import Torch

/// One minus the soft Dice overlap of predicted and true regions: 1 − (2 Σ p t + s) / (Σ p + Σ t + s). The sums are
/// over all labelled elements of the batch, each times its sample's weight if samples have weights. With several classes it is
/// the mean over classes.
///
/// With `isPerSample` the sums are over the elements of each sample, and the loss is the mean over samples with labels, weighted if
/// they have weights. A small region then counts as much as a large one. A denominator is at least 1e-5 there, as in DeepMTS, whose
/// loss is this one less 1 if `smooth` is 0.
///
/// - Predictions: logits (or probabilities), `[batch, 1, …]` for one region, `[batch, classes, …]` for several.
/// - Targets: 0 or 1 of the same shape, −1 or NaN where there is no label; class indices for several regions.
///
/// The loss is no likelihood. Uncertainty weightings treat it like a cross-entropy.
///
/// Source: Milletari, Navab, Ahmadi, [V-Net: Fully Convolutional Neural Networks for Volumetric Medical Image
/// Segmentation](https://arxiv.org/abs/1606.04797), 3DV 2016, which squares the probabilities in the denominator. The form for
/// each sample: the code of M. Meng, B. Gu, L. Bi, S. Song, D. Feng, J. Kim,
/// [DeepMTS](https://arxiv.org/abs/2109.07711), JBHI 2022.
public struct DiceLoss: WeightedLoss {
  public static let card = LossCard(
    About(
      "dice", title: "Dice", "one minus the soft overlap of predicted and true regions",
      citation: Citation(
        "Milletari, Navab, Ahmadi",
        "V-Net: Fully Convolutional Neural Networks for Volumetric Medical Image Segmentation", "3DV", 2016,
        "arXiv 1606.04797"),
      settings: [
        Setting(
          "smooth", .number(.nonNegative), default: .number(usualSmooth),
          "added to numerator and denominator, in elements", source: "public implementations"),
        Setting(
          "squared", .truth, default: false, "whether the denominator holds squares",
          source: "Milletari et al., 3DV 2016"),
        Setting(
          "per-sample", .truth, default: false,
          "whether the loss is the mean over samples of their own overlap, instead of the overlap of the batch"),
      ]),
    of: BinaryLabels.self
  ) { setup, _ in DiceLoss(.sigmoid, setup.settings) }
  .and(of: ClassLabels.self) { setup, labels in DiceLoss(.softmax(ignore: labels.ignore), setup.settings) }

  private init(_ activation: Activation, _ settings: Settings) {
    self.init(
      activation, smooth: settings.number("smooth"), isSquared: settings.truth("squared"),
      isPerSample: settings.truth("per-sample"))
  }

  /// The function that makes probabilities of the predictions.
  public enum Activation: Hashable, Sendable {
    case sigmoid
    /// Softmax over dimension 1, with the class index that is no label.
    case softmax(ignore: Int)
    /// The predictions are probabilities of one region already.
    case identity
  }

  /// The usual smoothing of public implementations. It keeps the loss of a small region from jumping.
  public static let usualSmooth = 1.0

  /// The smallest denominator, below any sum of probabilities. It keeps the quotient finite without `smooth` if there
  /// is no label at all.
  private static let leastDenominator = 1e-12

  /// The smallest denominator of a sample.
  private static let leastDenominatorOfSample = 1e-5

  /// The function that makes probabilities of the predictions.
  public let activation: Activation
  /// The smoothing s, in elements.
  public let smooth: Double
  /// Whether the denominator holds the squares: Σ p² + Σ t².
  public let isSquared: Bool
  /// Whether the loss is the mean over samples of their own overlap.
  public let isPerSample: Bool

  public var likelihood: Likelihood { .softmax }

  public init(
    _ activation: Activation, smooth: Double = usualSmooth, isSquared: Bool = false, isPerSample: Bool = false
  ) {
    self.activation = activation
    self.smooth = smooth
    self.isSquared = isSquared
    self.isPerSample = isPerSample
  }

  public func callAsFunction(_ prediction: Tensor, _ target: Tensor) -> Tensor {
    isPerSample ? mean(ofSamples(prediction, target, nil)) : loss(overlapAndSizes(prediction, target))
  }

  public func weighted(_ prediction: Tensor, _ target: Tensor, weights: Tensor) -> Tensor {
    isPerSample ? mean(ofSamples(prediction, target, weights)) : loss(overlapAndSizes(prediction, target, weights))
  }

  /// The loss of each sample, and its weight, which is 0 without a label; both `[batch]`.
  ///
  /// - Parameter weights: the weight of each label, 0 without one; nil for ones.
  private func ofSamples(
    _ prediction: Tensor, _ target: Tensor, _ weights: Tensor?
  ) -> (losses: Tensor, weights: Tensor) {
    let (overlap, sizes) = overlapAndSizes(prediction, target)
    let losses = 1 - (overlap + smooth) / (sizes + smooth).clamp(min: Self.leastDenominatorOfSample)
    let labelled = weights ?? labels(target, beside: prediction)
    return (
      losses.rank > 1 ? losses.mean([1]) : losses, labelled.reshape([losses.size(0), -1]).amax([1]).to(losses.dtype)
    )
  }

  private func mean(_ samples: (losses: Tensor, weights: Tensor)) -> Tensor {
    (samples.losses * samples.weights).sum() / samples.weights.sum().orOne
  }

  /// 1 where there is a label, otherwise 0.
  private func labels(_ target: Tensor, beside prediction: Tensor) -> Tensor {
    let mask =
      if case .softmax(let ignore) = activation {
        target.classIndices(beside: prediction).notEqual(Double(ignore))
      } else {
        BinaryLabels().mask(target)
      }
    return mask.to(.float32)
  }

  private func loss(_ regions: (overlap: Tensor, sizes: Tensor)) -> Tensor {
    let (overlap, sizes) = regions
    let losses = (sizes - overlap) / (sizes + smooth).clamp(min: Self.leastDenominator)
    return losses.rank > 0 ? losses.mean() : losses
  }

  /// The sums of a batch: twice the overlap of each region, the sizes of each, and the number of labels. The loss of a
  /// split is then the overlap over all of its labels, not a mean of batches.
  ///
  /// With ``isPerSample`` they are the sum over samples of weight times loss, and the sum of the weights.
  public func sums(_ prediction: Tensor, _ target: Tensor, labels: Tensor) -> Tensor {
    isPerSample
      ? Self.sums(ofSamples(prediction, target, nil)) : Self.sums(overlapAndSizes(prediction, target), labels)
  }

  public func weightedSums(_ prediction: Tensor, _ target: Tensor, weights: Tensor) -> Tensor {
    isPerSample
      ? Self.sums(ofSamples(prediction, target, weights))
      : Self.sums(overlapAndSizes(prediction, target, weights), weights.sum())
  }

  private static func sums(_ samples: (losses: Tensor, weights: Tensor)) -> Tensor {
    let losses = samples.losses.to(.float64), weights = samples.weights.to(.float64)
    return Tensor.stack([(losses * weights).sum(), weights.sum()])
  }

  private static func sums(_ regions: (overlap: Tensor, sizes: Tensor), _ labels: Tensor) -> Tensor {
    let all = [regions.overlap, regions.sizes, labels.to(regions.sizes.device)]
    return Tensor.cat(all.map { $0.flatten().to(.float64) })
  }

  public func loss(ofSums sums: [Double]) -> Double? {
    guard let labels = sums.last, labels > 0 else { return nil }
    if isPerSample { return sums[0] / labels }
    let regions = sums.count / 2
    let losses = (0..<regions).map { region in
      (sums[regions + region] - sums[region]) / max(sums[regions + region] + smooth, Self.leastDenominator)
    }
    return losses.reduce(0, +) / Double(regions)
  }

  /// The numbers 2 Σ p t and Σ p + Σ t of each region, scalars or `[classes]`; with ``isPerSample`` `[batch]` or `[batch, classes]`.
  ///
  /// - Parameter weights: the weight of each label, 0 without one; nil for ones.
  private func overlapAndSizes(
    _ prediction: Tensor, _ target: Tensor, _ weights: Tensor? = nil
  ) -> (overlap: Tensor, sizes: Tensor) {
    let prediction = prediction.widened()
    switch activation {
    case .softmax(let ignore): return ofClasses(prediction, target.classIndices(beside: prediction), ignore, weights)
    case .sigmoid: return ofRegion(prediction.sigmoid(), target.shaped(like: prediction), weights)
    case .identity: return ofRegion(prediction, target.shaped(like: prediction), weights)
    }
  }

  private func ofRegion(_ probabilities: Tensor, _ target: Tensor, _ weights: Tensor?) -> (Tensor, Tensor) {
    let missing = BinaryLabels().mask(target).logicalNot()
    let labels = target.to(probabilities.dtype).maskedFill(mask: missing, 0)
    let known = probabilities.maskedFill(mask: missing, 0)
    guard !isPerSample else {
      let rows = [known.size(0), -1]
      return sums(known.reshape(rows), labels.reshape(rows), over: [1], weights: nil)
    }
    return sums(
      known, labels, over: Array(0..<probabilities.rank), weights: weights?.reshape(probabilities.shape))
  }

  private func ofClasses(
    _ logits: Tensor, _ labels: Tensor, _ ignore: Int, _ weights: Tensor?
  ) -> (Tensor, Tensor) {
    let missing = labels.equal(Double(ignore))
    let known = labels.maskedFill(mask: missing, 0).unsqueeze(1)
    let present = missing.logicalNot().unsqueeze(1).to(logits.dtype)
    let oneHot = logits.zerosLike().scatter(1, known, present)
    let probabilities = logits.softmax(1).maskedFill(mask: missing.unsqueeze(1), 0)
    guard !isPerSample else {
      let rows = [logits.size(0), logits.size(1), -1]
      return sums(probabilities.reshape(rows), oneHot.reshape(rows), over: [2], weights: nil)
    }
    return sums(
      probabilities, oneHot, over: Array(0..<logits.rank).filter { $0 != 1 },
      weights: weights?.reshape(labels.shape).unsqueeze(1))
  }

  private func sums(_ p: Tensor, _ t: Tensor, over dims: [Int], weights: Tensor?) -> (Tensor, Tensor) {
    let weights = weights?.to(p.dtype)
    func sum(_ values: Tensor) -> Tensor { (weights.map { values * $0 } ?? values).sum(dims) }
    return (2 * sum(p * t), sum(isSquared ? p.square() : p) + sum(t))
  }
}
