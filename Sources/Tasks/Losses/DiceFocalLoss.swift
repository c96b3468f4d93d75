import Components
import Torch

/// One minus the soft Dice overlap of each sample, plus the focal loss of each element: the first sees a region as a whole, the
/// second the elements that are hard.
///
/// Both are means, the first over samples with labels, the second over labelled elements. See ``DiceLoss`` with `isPerSample` and
/// without smoothing, and ``FocalLoss``.
///
/// - Predictions: logits, `[batch, 1, …]`.
/// - Targets: 0 or 1 of the same shape, −1 or NaN where there is no label.
///
/// Source: the code of M. Meng, B. Gu, M. Fulham, S. Song, D. Feng, L. Bi, J. Kim, [AdaMSS: Adaptive Multi-Modality
/// Segmentation-to-Survival Learning for Survival Outcome Prediction from PET/CT Images](https://arxiv.org/abs/2305.09946), 2023. It
/// holds probabilities between 1e-5 and 1 − 1e-5; here they are exact.
public struct DiceFocalLoss: WeightedLoss {
  public static let card = LossCard(
    About(
      "dice-focal", title: "Dice and focal", "one minus the soft overlap of each sample, plus the focal loss",
      citation: Citation(
        "Meng, Gu, Fulham, Song, Feng, Bi, Kim",
        "AdaMSS: Adaptive Multi-Modality Segmentation-to-Survival Learning for Survival Outcome Prediction from PET/CT Images",
        "arXiv", 2023, "arXiv 2305.09946"),
      settings: [
        Setting(
          "focal-gamma", .number(.nonNegative), default: .number(FocalLoss.usualGamma),
          "how much weaker elements that are classified well are in the focal loss", source: "the authors' code"),
        Setting(
          "focal-alpha", .number(.fraction), default: .number(usualAlpha),
          "the factor of positive labels in the focal loss, 1 − alpha that of negative ones",
          source: "the authors' code"),
      ]),
    of: BinaryLabels.self
  ) { setup, _ in
    DiceFocalLoss(gamma: setup.settings.number("focal-gamma"), alpha: setup.settings.number("focal-alpha"))
  }

  /// The authors' factor of positive labels.
  public static let usualAlpha = 0.25

  /// The overlap of each sample.
  public let dice = DiceLoss(.sigmoid, smooth: 0, isPerSample: true)
  /// The loss of each element.
  public let focal: FocalLoss

  public var likelihood: Likelihood { .softmax }

  /// Creates the loss.
  ///
  /// - Parameters:
  ///   - gamma: the exponent of the focal loss.
  ///   - alpha: the factor of positive labels in the focal loss; negative labels have 1 − alpha.
  public init(gamma: Double = FocalLoss.usualGamma, alpha: Double = usualAlpha) {
    focal = FocalLoss(.sigmoid, gamma: gamma, alpha: alpha)
  }

  public func callAsFunction(_ prediction: Tensor, _ target: Tensor) -> Tensor {
    dice(prediction, target) + focal(prediction, target)
  }

  public func weighted(_ prediction: Tensor, _ target: Tensor, weights: Tensor) -> Tensor {
    dice.weighted(prediction, target, weights: weights) + focal.weighted(prediction, target, weights: weights)
  }

  /// The sums of the overlap's part and those of the focal loss, one after the other.
  public func sums(_ prediction: Tensor, _ target: Tensor, labels: Tensor) -> Tensor {
    Self.joined(dice.sums(prediction, target, labels: labels), focal.sums(prediction, target, labels: labels))
  }

  public func weightedSums(_ prediction: Tensor, _ target: Tensor, weights: Tensor) -> Tensor {
    Self.joined(
      dice.weightedSums(prediction, target, weights: weights), focal.weightedSums(prediction, target, weights: weights))
  }

  private static func joined(_ overlap: Tensor, _ elements: Tensor) -> Tensor {
    Tensor.cat([overlap.flatten(), elements.flatten()])
  }

  public func loss(ofSums sums: [Double]) -> Double? {
    guard sums.count == 4, let overlap = dice.loss(ofSums: Array(sums[..<2])),
      let elements = focal.loss(ofSums: Array(sums[2...]))
    else { return nil }
    return overlap + elements
  }
}
