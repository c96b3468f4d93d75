import Torch

extension LearningTask {
  /// A class for every pixel: logits `[batch, classes, height, width]`, class indices `[batch, height, width]`.
  /// Cross-entropy; mean IoU and pixel accuracy.
  public static func segmentation(
    _ name: String, classes: Int, ignore: Int = Labels.usualIgnoreIndex, isComplete: Bool = false
  ) -> LearningTask {
    template(
      name, .segmentation, outputs: classes, Labels(.classes(classes, ignore: ignore), isComplete: isComplete),
      CrossEntropy(ignore: ignore, isComplete: isComplete), ["mIoU", "pixel-accuracy"])
  }

  /// A distance in metres for every pixel, `[batch, 1, height, width]`, 0 where it was not measured. L1; absolute and
  /// relative error.
  public static func depth(_ name: String, missing: Double = 0, unit: String = "m", isComplete: Bool = false)
    -> LearningTask
  {
    template(
      name, .depth, outputs: 1, Labels(.numbers(missing: missing), isComplete: isComplete),
      L1Loss(missing: missing, isComplete: isComplete), ["absolute-error", "relative-error"], unit: unit)
  }

  /// A unit vector for every pixel, `[batch, 3, height, width]`, zero where it was not measured. One minus cosine; mean and
  /// median angle, shares within 11.25, 22.5 and 30 degrees.
  public static func normals(
    _ name: String, rule: Labels.DirectionRule = .anyComponent, isComplete: Bool = false
  ) -> LearningTask {
    template(
      name, .normals, outputs: 3, Labels(.directions(rule), isComplete: isComplete),
      CosineLoss(rule: rule, isComplete: isComplete),
      ["angle-mean", "angle-median", "within-11.25", "within-22.5", "within-30"])
  }

  /// One of several classes for each sample: logits `[batch, classes]`, class indices `[batch]`. Cross-entropy; accuracy.
  public static func classification(
    _ name: String, classes: Int, ignore: Int = Labels.usualIgnoreIndex, isComplete: Bool = false
  ) -> LearningTask {
    template(
      name, .classification, outputs: classes, Labels(.classes(classes, ignore: ignore), isComplete: isComplete),
      CrossEntropy(ignore: ignore, isComplete: isComplete), ["accuracy"])
  }

  /// Yes or no for each sample, or several such labels: logits `[batch, labels]`. Cross-entropy; accuracy and AUC.
  public static func binary(_ name: String, labels count: Int = 1, isComplete: Bool = false) -> LearningTask {
    template(
      name, .binary, outputs: count, Labels(.binary, isComplete: isComplete),
      BinaryCrossEntropy(isComplete: isComplete), ["accuracy", "auc"])
  }

  /// Numbers for each sample, `[batch, outputs]`, NaN where there is none. L2; MAE, RMSE and R².
  ///
  /// - Parameters:
  ///   - mean: what was subtracted from the targets for training.
  ///   - standardDeviation: what they were then divided by.
  ///   - unit: the unit of MAE and RMSE, which are of the numbers before that.
  public static func regression(
    _ name: String, outputs: Int = 1, mean: Double = 0, standardDeviation: Double = 1, unit: String = "",
    isComplete: Bool = false
  ) -> LearningTask {
    template(
      name, .regression, outputs: outputs, Labels(.numbers(missing: .nan), isComplete: isComplete),
      L2Loss(isComplete: isComplete), ["mae", "rmse", "r2"],
      scale: Scale(mean: mean, standardDeviation: standardDeviation), unit: unit)
  }

  private static func template(
    _ name: String, _ kind: Kind, outputs: Int, _ labels: Labels, _ loss: any TaskLoss, _ metrics: [String],
    scale: Scale = .identity, unit: String = ""
  ) -> LearningTask {
    let all = Metrics.all(for: labels, scale: scale, unit: unit)
    let chosen = metrics.compactMap { name in all.first { $0.name == name } }
    require(outputs > 0, "the task `\(name)` should have an output. Found \(outputs).")
    require(chosen.count == metrics.count, "the task `\(name)` should have the metrics \(metrics).")
    return LearningTask(
      checked: name, kind, outputs: outputs, labels: labels, scale: scale, unit: unit, loss: loss, metrics: chosen)
  }
}

extension LearningTask {
  /// The same task with another loss.
  public func trained(with loss: any TaskLoss) -> LearningTask {
    var task = self
    task.loss = loss
    return task
  }

  /// The same task with a loss by name.
  ///
  /// - Parameter classes: the names of the task's classes, or of its yes-or-no labels, by which weights may be given; empty where
  ///   they have none.
  /// - Throws: ``SettingError``, see ``Losses/named(_:_:for:classes:)``.
  public func trained(
    with name: String, _ values: [String: SettingValue] = [:], classes: [String] = []
  ) throws(SettingError) -> LearningTask {
    let loss = try Losses.named(name, values, for: labels, classes: classes)
    if let weights = (loss as? BinaryCrossEntropy)?.positiveWeights, weights.count != outputs {
      throw SettingError(
        "`positive-weights` should have one number for each yes-or-no label, \(outputs) in all. Found \(weights.count)."
      )
    }
    return trained(with: loss)
  }

  /// The same task with other metrics, the first of which is the main one.
  ///
  /// - Throws: ``SettingError`` where there is none, or one is named twice.
  public func measured(by metrics: [Metric]) throws(SettingError) -> LearningTask {
    try Self.check(metrics, of: name)
    var task = self
    task.metrics = metrics
    return task
  }

  /// The same task with metrics by name.
  ///
  /// - Throws: ``SettingError``, see ``Metrics/named(_:for:scale:unit:)``.
  public func measured(by names: [String]) throws(SettingError) -> LearningTask {
    var metrics: [Metric] = []
    for name in names { metrics.append(try Metrics.named(name, for: labels, scale: scale, unit: unit)) }
    return try measured(by: metrics)
  }

  /// The same task with its losses on a split averaged otherwise.
  public func averaging(losses averaging: LossAveraging) -> LearningTask {
    var task = self
    task.lossAveraging = averaging
    return task
  }

  /// The same task with losses and metrics that are means of batches, for comparisons with results measured this way.
  public func averagingOverBatches() -> LearningTask {
    var task = averaging(losses: .batches)
    task.metrics = metrics.map { $0.averagedOverBatches() }
    return task
  }
}
