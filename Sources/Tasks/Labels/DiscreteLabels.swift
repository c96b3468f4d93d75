import Torch

/// Labels that are one of some classes, or yes and no. Their answers are tallied in a confusion matrix and by confidence.
public protocol DiscreteLabels: LabelForm {
  /// The number of classes; 2 for yes and no.
  var classes: Int { get }

  /// The rule that makes a class of a prediction.
  var decision: ConfusionStatistic.Decision { get }

  /// The confidence of each prediction, for a reliability diagram.
  func confidences(_ prediction: Tensor, _ target: Tensor) -> Confidences
}

/// The confidence of predictions, next to what is true. All three tensors have one shape.
public struct Confidences {
  /// The probability of the answer, or of yes; from 0 to 1.
  public let confidence: Tensor
  /// Whether the answer is right, or the label yes.
  public let isRight: Tensor
  /// Whether there is a label.
  public let isLabelled: Tensor

  public init(_ confidence: Tensor, isRight: Tensor, isLabelled: Tensor) {
    self.confidence = confidence
    self.isRight = isRight
    self.isLabelled = isLabelled
  }
}

extension Double {
  /// A number of labels, or one half in place of none, so that a constant answer's logarithm is finite.
  var orLeastCount: Double { self > 0 ? self : 0.5 }
}
