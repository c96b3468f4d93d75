import Components
import Statistics

extension Metrics {
  /// The metrics of yes-or-no labels. The answer is yes from a logit of 0, a probability of one half. Several labels of
  /// a sample are pooled, except where a metric is a mean over labels.
  static let ofBinary = [
    counted("accuracy", "the share of right answers") { $0.accuracy },
    counted("error-rate", "the share of wrong answers", .lowerIsBetter) { $0.accuracy.map { 1 - $0 } },
    scored("auc", title: "AUC", "the area under the ROC curve", needs: Need.severalClasses) { $0.areaUnderROC },
    scored("average-precision", "the precision at each cut, weighted by the gain in recall", needs: Need.positives) {
      $0.averagePrecision
    },
    counted("f1", title: "F1", "the harmonic mean of precision and recall of yes") { $0.f1(1) },
    scored("macro-f1", title: "macro F1", "the mean over several labels of a sample of their F1") { $0.macroF1 },
    counted("balanced-accuracy", "the mean of recall and specificity") { $0.balancedAccuracy },
    counted("precision", "the share of right answers among those of yes") { $0.precision(1) },
    counted("recall", "the share of labels of yes that was found", needs: Need.positives) { $0.recall(1) },
    counted("specificity", "the share of labels of no that was found", needs: Need.negatives) { $0.recall(0) },
    counted(
      "matthews", title: "Matthews correlation", "the correlation of answers and labels", isRatio: false,
      citation: Citation(
        "Matthews",
        "Comparison of the Predicted and Observed Secondary Structure of T4 Phage Lysozyme",
        "Biochimica et Biophysica Acta 405", 1975)
    ) { $0.matthews },
    counted("iou", title: "IoU", "the intersection of predicted and true yes over their union", needs: Need.positives) {
      $0.iou(1)
    },
    counted("dice", title: "Dice", "the overlap of predicted and true yes over their mean size") { $0.f1(1) },
    scored("log-loss", "the mean negative logarithm of the right answer's probability", .lowerIsBetter) { $0.logLoss },
    scored(
      "brier", title: "Brier score", "the mean squared distance of the right answer's probability from 1",
      .lowerIsBetter
    ) { $0.brier },
    scored("subset-accuracy", "the share of samples with all of several labels right") { $0.subsetAccuracy },
  ]

  private static func counted(
    _ name: String, title: String? = nil, _ summary: String, _ better: Direction = .higherIsBetter,
    isRatio: Bool = true, needs: String = "", citation: Citation? = nil,
    _ read: @escaping @Sendable (ConfusionMatrix) -> Double?
  ) -> MetricCard {
    MetricCard(
      About(name, title: title, summary, citation: citation), of: BinaryLabels.self, better: better, isRatio: isRatio,
      needs: needs,
      sharing: "confusion",
      statistic: { labels, _ in ConfusionStatistic(classes: labels.classes, labels.decision) }, read)
  }

  private static func scored(
    _ name: String, title: String? = nil, _ summary: String, _ better: Direction = .higherIsBetter,
    needs: String = "", _ read: @escaping @Sendable (Scores) -> Double?
  ) -> MetricCard {
    MetricCard(
      About(name, title: title, summary), of: BinaryLabels.self, better: better, needs: needs, sharing: "scores",
      statistic: { _, _ in ScoreStatistic(.logits) }, read)
  }
}
