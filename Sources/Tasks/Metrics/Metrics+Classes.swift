import Statistics

extension Metrics {
  /// The metrics of class labels, flat or dense. Metrics on counts come from one confusion matrix. Metrics on
  /// probabilities keep every element and belong to flat tasks.
  static func ofClasses(_ classes: Int, ignore: Int) -> [Metric] {
    counted(classes, .largest(ignore: ignore)) + scored(.classLogits(ignore: ignore), classes: classes)
  }

  private static func counted(_ classes: Int, _ decision: ConfusionStatistic.Decision) -> [Metric] {
    func metric(
      _ name: String, _ title: String? = nil, _ direction: Direction = .higherIsBetter, isRatio: Bool = true,
      needs: String = "", _ read: @escaping @Sendable (ConfusionMatrix) -> Double?
    ) -> Metric {
      Metric(
        name, title: title, direction: direction, isRatio: isRatio, needs: needs, sharing: "confusion",
        of: { ConfusionStatistic(classes: classes, decision) }, read)
    }
    return [
      metric("accuracy") { $0.accuracy },
      metric("error-rate", nil, .lowerIsBetter) { $0.accuracy.map { 1 - $0 } },
      metric("mIoU") { $0.meanIoU },
      metric("pixel-accuracy") { $0.accuracy },
      metric("balanced-accuracy") { $0.balancedAccuracy },
      metric("f1", "macro F1") { $0.macroF1 },
      metric("weighted-f1", "weighted F1") { $0.weightedF1 },
      metric("dice", "mean Dice") { $0.macroF1 },
      metric("kappa", "Cohen's kappa", isRatio: false, needs: Need.severalClasses) { $0.kappa() },
      metric("quadratic-kappa", "quadratically weighted kappa", isRatio: false, needs: Need.severalClasses) {
        $0.kappa(.quadratic)
      },
    ]
  }

  private static func scored(_ form: ScoreStatistic.Form, classes: Int) -> [Metric] {
    func metric(
      _ name: String, _ title: String? = nil, _ direction: Direction = .higherIsBetter, needs: String = "",
      _ read: @escaping @Sendable (Scores) -> Double?
    ) -> Metric {
      Metric(
        name, title: title, direction: direction, needs: needs, sharing: "scores", of: { ScoreStatistic(form) }, read)
    }
    return [
      metric("auc", "AUC, one against the rest", needs: Need.severalClasses) { $0.areaUnderROC },
      metric("average-precision", "mean average precision") { $0.averagePrecision },
      metric("log-loss", nil, .lowerIsBetter) { $0.logLoss },
      metric("top-2-accuracy") { $0.accuracy(top: 2) },
      metric("top-5-accuracy") { $0.accuracy(top: 5) },
    ]
  }
}
