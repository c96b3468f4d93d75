import Torch

/// How a task's answers compare with its labels over a split: which class is taken for which, and how often answers of a certain
/// confidence are right. For reports; no metric reads it.
public final class AnswerTally {
  /// More classes than these have no confusion matrix.
  public static let mostClasses = 1000

  public let task: String
  /// 2 for yes and no.
  public let classes: Int
  private let confusion: ConfusionStatistic?
  private let calibration: CalibrationStatistic

  /// nil for a task whose answers are numbers or directions.
  public init?(_ task: LearningTask) {
    self.task = task.name
    let decision: ConfusionStatistic.Decision
    switch task.labels.form {
    case .classes(let count, let ignore): (classes, decision) = (count, .largest(ignore: ignore))
    case .binary: (classes, decision) = (2, .atLeast(0))
    case .numbers, .directions: return nil
    }
    confusion = classes <= Self.mostClasses ? ConfusionStatistic(classes: classes, decision) : nil
    calibration = CalibrationStatistic(task.labels)
  }

  /// Adds a batch: the task's logits and targets. Nothing is recorded for gradients.
  public func update(_ prediction: Tensor, _ target: Tensor) {
    withoutGradients {
      let prediction = prediction.detach().widened()
      let target = target.to(prediction.device)
      confusion?.update(prediction, target)
      calibration.update(prediction, target)
    }
  }

  /// - Throws: ``MetricError`` where labels were out of range.
  public func summary() throws -> (confusion: ConfusionMatrix?, calibration: Calibration?) {
    (try confusion?.summary(), try calibration.summary())
  }
}
