import Statistics

extension Metrics {
  /// The metrics of yes-or-no labels. The answer is yes from a logit of 0, a probability of one half. Several labels of
  /// a sample are pooled, except where a metric is a mean over labels.
  static func ofBinary() -> [Metric] {
    func counted(
      _ name: String, _ title: String? = nil, _ direction: Direction = .higherIsBetter, isRatio: Bool = true,
      needs: String = "", _ read: @escaping @Sendable (ConfusionMatrix) -> Double?
    ) -> Metric {
      Metric(
        name, title: title, direction: direction, isRatio: isRatio, needs: needs, sharing: "confusion",
        of: { ConfusionStatistic(classes: 2, .atLeast(0)) }, read)
    }
    func scored(
      _ name: String, _ title: String? = nil, _ direction: Direction = .higherIsBetter, needs: String = "",
      _ read: @escaping @Sendable (Scores) -> Double?
    ) -> Metric {
      Metric(
        name, title: title, direction: direction, needs: needs, sharing: "scores", of: { ScoreStatistic(.logits) }, read
      )
    }
    return [
      counted("accuracy") { $0.accuracy },
      counted("error-rate", nil, .lowerIsBetter) { $0.accuracy.map { 1 - $0 } },
      scored("auc", "AUC", needs: Need.severalClasses) { $0.areaUnderROC },
      scored("average-precision", needs: Need.positives) { $0.averagePrecision },
      counted("f1", "F1") { $0.f1(1) },
      scored("macro-f1", "macro F1") { $0.macroF1 },
      counted("balanced-accuracy") { $0.balancedAccuracy },
      counted("precision") { $0.precision(1) },
      counted("recall", needs: Need.positives) { $0.recall(1) },
      counted("specificity", needs: Need.negatives) { $0.recall(0) },
      counted("matthews", "Matthews correlation", isRatio: false) { $0.matthews },
      counted("iou", "IoU", needs: Need.positives) { $0.iou(1) },
      counted("dice", "Dice") { $0.f1(1) },
      scored("log-loss", nil, .lowerIsBetter) { $0.logLoss },
      scored("brier", "Brier score", .lowerIsBetter) { $0.brier },
      scored("subset-accuracy") { $0.subsetAccuracy },
    ]
  }
}
