import Components
import Torch

extension LearningTask {
  /// A task with a class for every pixel: logits `[batch, classes, height, width]`, class indices `[batch, height,
  /// width]`. The loss is cross-entropy, the metrics are mean IoU and pixel accuracy.
  public static func segmentation(
    _ name: String, classes: Int, ignore: Int = ClassLabels.usualIgnoreIndex, isComplete: Bool = false
  ) -> LearningTask {
    template(
      name, .segmentation, outputs: classes, Labels(.classes(classes, ignore: ignore), isComplete: isComplete),
      CrossEntropy(ignore: ignore, isComplete: isComplete), ["mIoU", "pixel-accuracy"])
  }

  /// A task with a distance in metres for every pixel, `[batch, 1, height, width]`, 0 where it was not measured. The
  /// loss is L1, the metrics are absolute and relative error.
  public static func depth(_ name: String, missing: Double = 0, unit: String = "m", isComplete: Bool = false)
    -> LearningTask
  {
    template(
      name, .depth, outputs: 1, Labels(.numbers(missing: missing), isComplete: isComplete),
      L1Loss(missing: missing, isComplete: isComplete), ["absolute-error", "relative-error"], unit: unit)
  }

  /// A task with a unit vector for every pixel, `[batch, 3, height, width]`, zero where it was not measured. The loss
  /// is one minus the cosine; the metrics are mean and median angle, and the shares within 11.25, 22.5 and 30 degrees.
  public static func normals(
    _ name: String, rule: DirectionLabels.Rule = .anyComponent, isComplete: Bool = false
  ) -> LearningTask {
    template(
      name, .normals, outputs: 3, Labels(.directions(rule), isComplete: isComplete),
      CosineLoss(rule: rule, isComplete: isComplete),
      ["angle-mean", "angle-median", "within-11.25", "within-22.5", "within-30"])
  }

  /// A task with one of several classes for each sample: logits `[batch, classes]`, class indices `[batch]`. The loss
  /// is cross-entropy, the metric accuracy.
  public static func classification(
    _ name: String, classes: Int, ignore: Int = ClassLabels.usualIgnoreIndex, isComplete: Bool = false
  ) -> LearningTask {
    template(
      name, .classification, outputs: classes, Labels(.classes(classes, ignore: ignore), isComplete: isComplete),
      CrossEntropy(ignore: ignore, isComplete: isComplete), ["accuracy"])
  }

  /// A task with a tag for every element of a sequence: logits `[batch, tags, length]`, tag indices `[batch, length]`. The loss is
  /// cross-entropy. The metrics are span F1, if the tags mark spans, accuracy, and the share of sequences without a mistake.
  ///
  /// - Parameter tags: their names in the order of their numbers, such as `B-NP`.
  public static func tagging(
    _ name: String, tags: [String], ignore: Int = ClassLabels.usualIgnoreIndex, isComplete: Bool = false
  ) -> LearningTask {
    template(
      name, .tagging, outputs: tags.count,
      Labels(.classes(tags.count, ignore: ignore, names: tags), isComplete: isComplete),
      CrossEntropy(ignore: ignore, isComplete: isComplete),
      (TagSpans.areMarked(by: tags) ? ["span-f1"] : []) + ["accuracy", "exact-match"])
  }

  /// A task with one or several yes-or-no labels for each sample: logits `[batch, labels]`. The loss is cross-entropy,
  /// the metrics are accuracy and AUC.
  public static func binary(_ name: String, labels count: Int = 1, isComplete: Bool = false) -> LearningTask {
    template(
      name, .binary, outputs: count, Labels(.binary, isComplete: isComplete),
      BinaryCrossEntropy(isComplete: isComplete), ["accuracy", "auc"])
  }

  /// A task with yes or no at every place of a picture or a volume: logits `[batch, 1, …]`, 0 or 1 of the same shape. The loss is one
  /// minus the soft Dice overlap, a mean over samples; the metrics are Dice and IoU over all places of all samples.
  public static func mask(_ name: String, isComplete: Bool = false) -> LearningTask {
    template(
      name, .mask, outputs: 1, Labels(.binary, isComplete: isComplete),
      DiceLoss(.sigmoid, smooth: 0, isPerSample: true), ["dice", "iou"])
  }

  /// A task with numbers for each sample, `[batch, outputs]`, NaN for a missing label. The loss is L2, the metrics are
  /// MAE, RMSE and R².
  ///
  /// - Parameters:
  ///   - mean: the number that was subtracted from the targets for training.
  ///   - standardDeviation: the number by which they were then divided.
  ///   - unit: the unit of MAE and RMSE, which are computed on the original numbers.
  public static func regression(
    _ name: String, outputs: Int = 1, mean: Double = 0, standardDeviation: Double = 1, unit: String = "",
    isComplete: Bool = false
  ) -> LearningTask {
    template(
      name, .regression, outputs: outputs, Labels(.numbers(missing: .nan), isComplete: isComplete),
      L2Loss(isComplete: isComplete), ["mae", "rmse", "r2"],
      scale: Scale(mean: mean, standardDeviation: standardDeviation), unit: unit)
  }

  /// A task with a time until an event for each sample, which may be censored: risks `[batch, 1]`, or with intervals the logits of
  /// surviving each of them, `[batch, intervals]`; targets as in ``SurvivalLabels``. The loss is Cox's partial likelihood, or the
  /// cross-entropy of the intervals; the metric is Harrell's C-index.
  ///
  /// - Parameters:
  ///   - intervals: the ends of the intervals, from 0 in ascending order; none for a risk.
  ///   - unit: the unit of times.
  public static func survival(
    _ name: String, intervals: [Double] = [], unit: String = "", isComplete: Bool = false
  ) -> LearningTask {
    let form = SurvivalLabels(intervals: intervals)
    let loss: any TaskLoss = intervals.isEmpty ? CoxLoss() : DiscreteTimeLoss(form)
    return template(
      name, .survival, outputs: form.outputs, Labels(form, isComplete: isComplete), loss, ["c-index"], unit: unit)
  }

  private static func template(
    _ name: String, _ kind: Kind, outputs: Int, _ labels: Labels, _ loss: any TaskLoss, _ metrics: [String],
    scale: Scale = .identity, unit: String = ""
  ) -> LearningTask {
    let chosen = metrics.compactMap { try? Metrics.named($0, for: labels, scale: scale, unit: unit) }
    require(outputs > 0, "the task `\(name)` should have an output. Found \(outputs).")
    require(chosen.count == metrics.count, "the task `\(name)` should have the metrics \(metrics).")
    return LearningTask(
      checked: name, kind, outputs: outputs, labels: labels, scale: scale, unit: unit, loss: loss, metrics: chosen)
  }
}

extension LearningTask {
  /// This task with another loss.
  public func trained(with loss: any TaskLoss) -> LearningTask {
    var task = self
    task.loss = loss
    return task
  }

  /// This task with a loss of a catalogue.
  ///
  /// - Parameter classes: the names of the task's classes, or of its yes-or-no labels, by which weights may be given;
  ///   empty if they have none.
  /// - Throws: `SettingError`: "`huber` is not a loss of class labels."
  public func trained(with loss: Chosen<LossCard>, classes: [String] = []) throws(SettingError) -> LearningTask {
    trained(with: try loss.made(for: labels, outputs: outputs, classes: classes))
  }

  /// This task with a loss by name.
  ///
  /// - Throws: `SettingError`, see ``Losses/named(_:_:for:classes:)``.
  public func trained(
    with name: String, _ values: [String: SettingValue] = [:], classes: [String] = []
  ) throws(SettingError) -> LearningTask {
    try trained(with: Losses.all.choose(name, values), classes: classes)
  }

  /// This task with other metrics; the first becomes the main metric.
  ///
  /// - Throws: ``SettingError`` if there is none, or if one is named twice.
  public func measured(by metrics: [Metric]) throws(SettingError) -> LearningTask {
    try Self.check(metrics, of: name)
    var task = self
    task.metrics = metrics
    return task
  }

  /// This task with metrics by name.
  ///
  /// - Parameter catalogue: the metrics there are; those of the toolkit by default.
  /// - Throws: `SettingError`, see ``Metrics/named(_:for:scale:unit:)``.
  public func measured(
    by names: [String], of catalogue: Registry<MetricCard> = Metrics.all
  ) throws(SettingError) -> LearningTask {
    var metrics: [Metric] = []
    for name in names { metrics.append(try catalogue.metric(name, for: labels, scale: scale, unit: unit)) }
    return try measured(by: metrics)
  }

  /// This task with another rule that makes one loss of those of a split's batches.
  public func averaging(losses averaging: LossAveraging) -> LearningTask {
    var task = self
    task.lossAveraging = averaging
    return task
  }

  /// This task with losses and metrics that are means of batches, for comparisons with results that were measured this
  /// way.
  public func averagingOverBatches() -> LearningTask {
    var task = averaging(losses: .batches)
    task.metrics = metrics.map { $0.averagedOverBatches() }
    return task
  }
}
