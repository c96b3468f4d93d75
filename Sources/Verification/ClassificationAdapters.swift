import Foundation
import Tasks
import Torch

extension Verification {
  /// The adapter of yes-or-no metrics. Scores of the reference files are probabilities, and tasks expect logits. log(p
  /// / (1 − p)) is exact enough.
  @Sendable static func binaryClassification(_ item: GoldenCase) throws -> [String: GoldenValue] {
    let scores = try item.input.tensor("scores")
    let labels = try item.input.tensor("labels")
    var results = try evaluate(
      .binary("answer"),
      [
        "roc_auc": "auc", "average_precision": "average-precision", "accuracy": "accuracy",
        "balanced_accuracy": "balanced-accuracy", "precision": "precision", "recall": "recall", "f1": "f1",
        "specificity": "specificity", "matthews": "matthews", "log_loss": "log-loss", "brier": "brier",
      ], [(scores.logit(), labels)])
    let statistic = ConfusionStatistic(classes: 2, .atLeast(try item.hyperparameters.number("threshold")))
    statistic.update(scores, labels)
    let counts = try statistic.summary()?.counts ?? []
    results["confusion"] = .tensor(shape: [2, 2], data: counts)
    let scored = ScoredLabels(
      scores: scores.array(of: Double.self), labels: try item.input.numbers("labels").map { $0 > 0.5 })
    results["youden_threshold"] = .number(scored.youdenThreshold ?? .nan)
    return results
  }

  @Sendable static func multiclassClassification(_ item: GoldenCase) throws -> [String: GoldenValue] {
    let classes = try item.hyperparameters.integer("classes")
    let probabilities = try item.input.tensor("probabilities")
    let labels = try item.input.tensor("labels")
    var results = try evaluate(
      .classification("answer", classes: classes),
      [
        "accuracy": "accuracy", "balanced_accuracy": "balanced-accuracy", "f1_macro": "f1", "f1_micro": "accuracy",
        "f1_weighted": "weighted-f1", "cohen_kappa": "kappa", "cohen_kappa_quadratic": "quadratic-kappa",
      ], [(probabilities, labels)])

    let scores = ScoreStatistic(.classProbabilities(ignore: ClassLabels.usualIgnoreIndex))
    scores.update(probabilities, labels)
    let all = try scores.summary()
    results["auc_ovr_macro"] = .number(all?.areaUnderROC ?? .nan)
    results["map_macro"] = .number(all?.averagePrecision ?? .nan)
    results["log_loss"] = .number(all?.logLoss ?? .nan)
    results["top2_accuracy"] = .number(all?.accuracy(top: 2) ?? .nan)

    let statistic = ConfusionStatistic(classes: classes, .largest(ignore: ClassLabels.usualIgnoreIndex))
    statistic.update(probabilities, labels)
    let counts = try statistic.summary()?.counts ?? []
    results["confusion"] = .tensor(shape: [classes, classes], data: counts)
    return results
  }

  @Sendable static func multilabelClassification(_ item: GoldenCase) throws -> [String: GoldenValue] {
    let scores = try item.input.tensor("scores")
    let batches = [(prediction: scores.logit(), target: try item.input.tensor("labels"))]
    let statistic = ScoreStatistic(.logits)
    statistic.update(batches[0].prediction, batches[0].target)
    var results = try evaluate(
      .binary("answers", labels: scores.size(1)),
      [
        "map_macro": "average-precision", "f1_macro": "macro-f1", "f1_micro": "f1", "auc_macro": "auc",
        "hamming_loss": "error-rate", "subset_accuracy": "subset-accuracy",
      ], batches)
    results["map_micro"] = .number(try statistic.summary()?.pooledAveragePrecision ?? .nan)
    return results
  }

  @Sendable static func diceOfClasses(_ item: GoldenCase) throws -> [String: GoldenValue] {
    let classes = try item.hyperparameters.integer("classes")
    let statistic = ConfusionStatistic(classes: classes, .given(ignore: ClassLabels.usualIgnoreIndex))
    statistic.update(try item.input.tensor("prediction"), try item.input.tensor("target"))
    guard let matrix = try statistic.summary() else { throw GoldenError("case `\(item.id)` has no label.") }
    let scores = (0..<classes).map(matrix.f1)
    return [
      "per_class": GoldenValue(scores), "macro": .number(matrix.macroF1 ?? .nan),
      "macro_without_background": .number(scores.dropFirst().reduce(0, +) / Double(classes - 1)),
    ]
  }

  @Sendable static func dice(_ item: GoldenCase) throws -> [String: GoldenValue] {
    let target = try item.input.tensor("target")
    let overlap = ConfusionStatistic(classes: 2, .given(ignore: ClassLabels.usualIgnoreIndex))
    overlap.update(try item.input.tensor("mask"), target)
    guard let matrix = try overlap.summary() else { throw GoldenError("case `\(item.id)` has no label.") }
    var results: [String: GoldenValue] = [
      "dice": .number(matrix.f1(1)), "jaccard": .number(matrix.iou(1) ?? .nan),
    ]
    for smooth in [0.0, 1] {
      for isSquared in [false, true] {
        let probabilities = try item.input.tensor("probabilities").requiringGrad()
        let loss = DiceLoss(.identity, smooth: smooth, isSquared: isSquared)(probabilities, target)
        loss.backward()
        let form = isSquared ? "soft_dice_squared" : "soft_dice"
        results["\(form)_loss_smooth\(Int(smooth))"] = GoldenValue(loss)
        results["\(form)_grad_smooth\(Int(smooth))"] = probabilities.grad.map { GoldenValue($0) }
      }
    }
    return results
  }
}
