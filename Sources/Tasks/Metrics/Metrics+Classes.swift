import Components
import Statistics

extension Metrics {
  /// The metrics of class labels, flat or dense. Metrics on counts come from one confusion matrix. Metrics on
  /// probabilities keep every element and belong to flat tasks.
  static let ofClasses = [
    counted("accuracy", "the share of right answers") { $0.accuracy },
    counted("error-rate", "the share of wrong answers", .lowerIsBetter) { $0.accuracy.map { 1 - $0 } },
    counted("mIoU", "the mean over classes of intersection over union, of the whole split") { $0.meanIoU },
    counted("pixel-accuracy", "the share of pixels with the right class") { $0.accuracy },
    counted("balanced-accuracy", "the mean over classes of the share of their labels that was found") {
      $0.balancedAccuracy
    },
    counted("f1", title: "macro F1", "the mean over classes of their F1, the harmonic mean of precision and recall") {
      $0.macroF1
    },
    counted("weighted-f1", title: "weighted F1", "the mean over classes of their F1, weighted by their labels") {
      $0.weightedF1
    },
    counted("dice", title: "mean Dice", "the mean over classes of the overlap over the mean size") { $0.macroF1 },
    counted(
      "kappa", title: "Cohen's kappa", "the agreement beyond chance", isRatio: false, needs: Need.severalClasses,
      citation: Citation(
        "Cohen", "A Coefficient of Agreement for Nominal Scales", "Educational and Psychological Measurement 20", 1960)
    ) { $0.kappa() },
    counted(
      "quadratic-kappa", title: "quadratically weighted kappa",
      "the agreement beyond chance of ordered classes, where far mistakes count more", isRatio: false,
      needs: Need.severalClasses
    ) { $0.kappa(.quadratic) },
    scored(
      "auc", title: "AUC, one against the rest", "the mean over classes of the area under the ROC curve",
      needs: Need.severalClasses
    ) { $0.areaUnderROC },
    scored(
      "average-precision", title: "mean average precision",
      "the mean over classes of their precision at each cut, weighted by the gain in recall"
    ) { $0.averagePrecision },
    scored("log-loss", "the mean negative logarithm of the right answer's probability", .lowerIsBetter) { $0.logLoss },
    scored("top-2-accuracy", "the share of samples whose class is among the 2 most probable") { $0.accuracy(top: 2) },
    scored("top-5-accuracy", "the share of samples whose class is among the 5 most probable") { $0.accuracy(top: 5) },
    MetricCard(
      About("exact-match", "the share of samples whose labelled places are all right"), of: ClassLabels.self,
      better: .higherIsBetter, statistic: { labels, _ in ExactMatchStatistic(labels.decision) }
    ) { $0 },
    spans("span-f1", title: "span F1", "the harmonic mean of the spans' precision and recall, by conlleval's rules") {
      $0.f1
    },
    spans("span-precision", "the share of predicted spans that are right, by conlleval's rules") { $0.precision },
    spans("span-recall", "the share of true spans that were found, by conlleval's rules") { $0.recall },
  ]

  /// A metric of tags that mark spans.
  private static func spans(
    _ name: String, title: String? = nil, _ summary: String, _ read: @escaping @Sendable (SpanCounts) -> Double?
  ) -> MetricCard {
    MetricCard(
      About(
        name, title: title, summary,
        citation: Citation(
          "Tjong Kim Sang, Buchholz", "Introduction to the CoNLL-2000 Shared Task: Chunking", "CoNLL", 2000, "W00-0726")
      ),
      of: ClassLabels.self, better: .higherIsBetter, where: { TagSpans.areMarked(by: $0.names) }, sharing: "spans",
      statistic: { labels, _ in SpanStatistic(tags: labels.names, ignore: labels.ignore) }, read)
  }

  private static func counted(
    _ name: String, title: String? = nil, _ summary: String, _ better: Direction = .higherIsBetter,
    isRatio: Bool = true, needs: String = "", citation: Citation? = nil,
    _ read: @escaping @Sendable (ConfusionMatrix) -> Double?
  ) -> MetricCard {
    MetricCard(
      About(name, title: title, summary, citation: citation), of: ClassLabels.self, better: better, isRatio: isRatio,
      needs: needs,
      sharing: "confusion",
      statistic: { labels, _ in ConfusionStatistic(classes: labels.classes, labels.decision) }, read)
  }

  private static func scored(
    _ name: String, title: String? = nil, _ summary: String, _ better: Direction = .higherIsBetter,
    needs: String = "", _ read: @escaping @Sendable (Scores) -> Double?
  ) -> MetricCard {
    MetricCard(
      About(name, title: title, summary), of: ClassLabels.self, better: better, needs: needs, sharing: "scores",
      statistic: { labels, _ in ScoreStatistic(.classLogits(ignore: labels.ignore)) }, read)
  }
}
