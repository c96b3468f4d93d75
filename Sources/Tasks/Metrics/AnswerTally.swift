import Torch

/// A comparison of a task's answers with its labels over a split, for reports: which class is taken for which, and how
/// often answers of a certain confidence are right. No metric reads it.
public final class AnswerTally {
  /// The largest number of classes with a confusion matrix.
  public static let mostClasses = 1000

  public let task: String
  /// The number of classes; 2 for yes and no.
  public let classes: Int
  private let confusion: ConfusionStatistic?
  private let calibration: CalibrationStatistic

  /// A tally for a task; nil if its answers are numbers or directions.
  public init?(_ task: LearningTask) {
    guard let labels = task.labels.form as? any DiscreteLabels else { return nil }
    self.task = task.name
    classes = labels.classes
    confusion = classes <= Self.mostClasses ? ConfusionStatistic(classes: classes, labels.decision) : nil
    calibration = CalibrationStatistic(labels)
  }

  /// Adds a batch: the task's logits and targets. Nothing is recorded for gradients.
  ///
  /// - Parameter weights: the weight of each sample, `[sample]`; nil if all samples weigh the same.
  public func update(_ prediction: Tensor, _ target: Tensor, weights: Tensor? = nil) {
    withoutGradients {
      let prediction = prediction.detach().widened()
      let target = target.to(prediction.device)
      if let weights = weights?.to(prediction.device, .float64) {
        confusion?.update(prediction, target, weights: weights)
        calibration.update(prediction, target, weights: weights)
      } else {
        confusion?.update(prediction, target)
        calibration.update(prediction, target)
      }
    }
  }

  /// The confusion matrix and the calibration of all batches.
  ///
  /// - Throws: ``MetricError`` if labels were out of range.
  public func summary() throws -> (confusion: ConfusionMatrix?, calibration: Calibration?) {
    (try confusion?.summary(), try calibration.summary())
  }
}
