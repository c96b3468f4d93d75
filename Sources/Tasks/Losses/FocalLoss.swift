import Components
import Torch

/// The cross-entropy with less weight for elements that are classified well: −α (1 − p)^γ log p, where p is the
/// probability of the right answer.
///
/// - Predictions and targets: those of ``BinaryCrossEntropy`` (labels of exactly 0 or 1) for `.sigmoid`, of
///   ``CrossEntropy`` with class indices for `.softmax`.
///
/// Source: Lin et al., [Focal Loss for Dense Object Detection](https://arxiv.org/abs/1708.02002), ICCV 2017.
public struct FocalLoss: ElementwiseLoss {
  public static let card = LossCard(
    About(
      "focal", "the cross-entropy with the elements that are classified well made weaker",
      citation: Citation(
        "Lin, Goyal, Girshick, He, Dollár", "Focal Loss for Dense Object Detection", "ICCV", 2017, "arXiv 1708.02002"),
      settings: [
        Setting(
          "gamma", .number(.nonNegative), default: .number(usualGamma), "how much weaker; 0 is the cross-entropy",
          source: "Lin et al., ICCV 2017"),
        Setting("alpha", .number(.fraction), "the factor of positive labels, 1 − alpha that of negative ones"),
      ]),
    of: BinaryLabels.self
  ) { setup, _ in
    FocalLoss(.sigmoid, gamma: setup.settings.number("gamma"), alpha: setup.settings.optionalNumber("alpha"))
  }.and(of: ClassLabels.self) { setup, labels throws(SettingError) in
    guard setup.settings.optionalNumber("alpha") == nil else {
      throw SettingError("alpha", "should be left out for class labels.")
    }
    return FocalLoss(.softmax(ignore: labels.ignore), gamma: setup.settings.number("gamma"))
  }

  /// The function that makes probabilities of the predictions.
  public enum Activation: Hashable, Sendable {
    case sigmoid
    /// Softmax over dimension 1, with the class index that is no label.
    case softmax(ignore: Int)
  }

  /// The γ that worked best in the paper.
  public static let usualGamma = 2.0

  /// The smallest 1 − p whose power is differentiated. If p is exactly 1, the loss and its gradient are 0.
  private static let leastRemainder = 1e-12

  /// The function that makes probabilities of the predictions.
  public let activation: Activation
  /// The exponent γ: the larger it is, the less weight well-classified elements have. With 0 the loss is the
  /// cross-entropy.
  public let gamma: Double
  /// The factor of positive labels; negative labels have 1 − alpha. It is nil if both are one, and only for `.sigmoid`.
  /// The paper uses 0.25.
  public let alpha: Double?

  public var likelihood: Likelihood { .softmax }

  public init(_ activation: Activation, gamma: Double = usualGamma, alpha: Double? = nil) {
    require(alpha == nil || activation == .sigmoid, "`alpha` belongs to the sigmoid form.")
    self.activation = activation
    self.gamma = gamma
    self.alpha = alpha
  }

  public func callAsFunction(_ prediction: Tensor, _ target: Tensor) -> Tensor {
    let (losses, mask) = losses(prediction.widened(), target)
    return losses.sum().divided(byLabelsIn: mask)
  }

  public func elements(_ prediction: Tensor, _ target: Tensor) -> Tensor { losses(prediction.widened(), target).0 }

  private func losses(_ logits: Tensor, _ target: Tensor) -> (Tensor, Tensor) {
    switch activation {
    case .sigmoid: sigmoidLosses(logits, target.shaped(like: logits))
    case .softmax(let ignore): softmaxLosses(logits, target.classIndices(beside: logits), ignore)
    }
  }

  /// The losses and probabilities of yes-or-no labels. With z the logit of the right answer, p = sigmoid(z) and 1 − p =
  /// sigmoid(−z), so that both sides are exact.
  private func sigmoidLosses(_ logits: Tensor, _ target: Tensor) -> (Tensor, Tensor) {
    let mask = BinaryLabels().mask(target)
    let labels = target.to(logits.dtype).maskedFill(mask: mask.logicalNot(), 0)
    let right = logits * (2 * labels - 1)
    var losses = -right.logSigmoid()
    if gamma != 0 { losses *= ((-right).logSigmoid() * gamma).exp() }
    if let alpha { losses *= (1 - alpha) + (2 * alpha - 1) * labels }
    return (losses.maskedFill(mask: mask.logicalNot(), 0), mask)
  }

  private func softmaxLosses(_ logits: Tensor, _ labels: Tensor, _ ignore: Int) -> (Tensor, Tensor) {
    let mask = labels.notEqual(Double(ignore))
    let indices = labels.maskedFill(mask: mask.logicalNot(), 0).unsqueeze(1)
    let logProbabilities = logits.logSoftmax(1).gather(1, indices).squeeze(1)
    var losses = -logProbabilities
    if gamma != 0 { losses *= (-logProbabilities.expm1()).clamp(min: Self.leastRemainder).pow(gamma) }
    return (losses.maskedFill(mask: mask.logicalNot(), 0), mask)
  }
}
