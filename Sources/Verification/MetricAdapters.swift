import Foundation
import Tasks
import Torch

extension Verification {
  /// The metrics and task losses, by the names of the reference files.
  static let metricAdapters = plainMetricAdapters.merging(lossAdapters) { $1 }

  private static let plainMetricAdapters: [String: GoldenAdapter] = [
    "Segmentation": segmentation,
    "Depth": depth,
    "SurfaceNormal": surfaceNormal,
    "BinaryClassification": binaryClassification,
    "MulticlassClassification": multiclassClassification,
    "MultilabelClassification": multilabelClassification,
    "Dice": dice,
    "DiceMulticlass": diceOfClasses,
    "Correlation": correlation,
    "DeltaM": deltaM,
  ]

  /// Metrics of one case under the names of the reference files: by our name, over all batches of `input`.
  static func evaluate(
    _ task: LearningTask, _ names: [String: String], _ batches: [(prediction: Tensor, target: Tensor)]
  ) throws -> [String: GoldenValue] {
    let evaluation = try task.measured(by: Set(names.values).sorted()).evaluation()
    for batch in batches { evaluation.update(batch.prediction, batch.target) }
    let results = try evaluation.compute()
    return names.mapValues { name in .number(results.first { $0.metric.name == name }?.value ?? .nan) }
  }

  /// Pairs of predictions and targets along the first dimension, which counts batches.
  static func batches(_ item: GoldenCase, _ prediction: String, _ target: String) throws -> [(
    prediction: Tensor, target: Tensor
  )] {
    let (predictions, targets) = (try item.input.tensor(prediction), try item.input.tensor(target))
    return (0..<predictions.size(0)).map { (predictions[$0], targets[$0]) }
  }

  @Sendable private static func segmentation(_ item: GoldenCase) throws -> [String: GoldenValue] {
    let (classes, ignore) = (
      try item.hyperparameters.integer("classes"), try item.hyperparameters.integer("ignore")
    )
    let task = LearningTask.segmentation("segmentation", classes: classes, ignore: ignore)
    let batches = try batches(item, "logits", "labels")
    var results = try evaluate(task, ["miou_present": "mIoU", "pixel_accuracy": "pixel-accuracy"], batches)
    results["cross_entropy_per_batch"] = GoldenValue(batches.map { task.loss($0.prediction, $0.target).item() })
    // The reference file averages shares of single precision here.
    results["mean_of_batch_pixel_accuracy_do_not_use"] = .number(
      try meanOfBatches(task, "pixel-accuracy", batches) { Double(Float($0)) })

    let statistic = ConfusionStatistic(classes: classes, .largest(ignore: ignore))
    for batch in batches { statistic.update(batch.prediction, batch.target) }
    guard let matrix = try statistic.summary() else { throw GoldenError("case `\(item.id)` has no label.") }
    results["confusion"] = .tensor(shape: [classes, classes], data: matrix.counts)
    let ious = (0..<classes).map { matrix.iou($0) ?? .nan }
    results["iou"] = GoldenValue(ious)
    results["miou_all"] = .number(ious.reduce(0, +) / Double(classes))
    return results
  }

  @Sendable private static func depth(_ item: GoldenCase) throws -> [String: GoldenValue] {
    let task = LearningTask.depth("depth", missing: try item.hyperparameters.number("invalid_value"))
    let batches = try batches(item, "prediction", "target")
    var results = try evaluate(
      task, ["abs_error": "absolute-error", "rel_error": "relative-error", "rmse": "rmse"], batches)
    results["l1_loss_per_batch"] = GoldenValue(batches.map { task.loss($0.prediction, $0.target).item() })
    results["valid"] = .number(batches.reduce(0) { $0 + task.labelled($1.target).item() })
    results["mean_of_batch_abs_error_do_not_use"] = .number(try meanOfBatches(task, "absolute-error", batches))
    return results
  }

  /// The aggregate that the reference files warn of, so that the difference is visible.
  private static func meanOfBatches(
    _ task: LearningTask, _ name: String, _ batches: [(prediction: Tensor, target: Tensor)],
    rounded: (Double) -> Double = { $0 }
  ) throws -> Double {
    let values = try batches.map { batch in
      let evaluation = try task.measured(by: [name]).evaluation()
      evaluation.update(batch.prediction, batch.target)
      return rounded(try evaluation.compute()[0].value ?? .nan)
    }
    return values.reduce(0, +) / Double(values.count)
  }

  /// The adapter of surface normals. Published numbers use the channel-sum rule; the two rules differ only in the case
  /// made for that.
  @Sendable private static func surfaceNormal(_ item: GoldenCase) throws -> [String: GoldenValue] {
    let batches = try batches(item, "prediction", "target")
    if try item.hyperparameters.bool("mask_rule_variants", default: false) {
      return try evaluate(.normals("n", rule: .channelSum), ["mean_deg_sum_rule": "angle-mean"], batches).merging(
        evaluate(.normals("n"), ["mean_deg_any_nonzero_rule": "angle-mean"], batches)
      ) { $1 }
    }
    let task = LearningTask.normals("normals", rule: .channelSum)
    var results = try evaluate(
      task,
      [
        "mean_deg": "angle-mean", "median_deg": "angle-median", "within_11.25": "within-11.25",
        "within_22.5": "within-22.5", "within_30": "within-30",
      ], batches)
    results["cosine_loss_per_batch"] = GoldenValue(batches.map { task.loss($0.prediction, $0.target).item() })
    results["valid"] = .number(batches.reduce(0) { $0 + task.labelled($1.target).item() })
    return results
  }

  @Sendable private static func correlation(_ item: GoldenCase) throws -> [String: GoldenValue] {
    let batches = [(prediction: try item.input.tensor("prediction"), target: try item.input.tensor("target"))]
    var results = try evaluate(
      .regression("numbers"),
      [
        "mae": "mae", "mse": "mse", "r2": "r2", "explained_variance": "explained-variance",
        "median_absolute_error": "median-absolute-error", "pearson": "pearson", "spearman": "spearman",
        "kendall_tau_b": "kendall",
      ], batches)
    let pairs = NumberPairs(
      predictions: try item.input.numbers("prediction"), truths: try item.input.numbers("target"))
    results["kendall_tau_c"] = .number(pairs.kendall(.c) ?? .nan)
    return results
  }
}
