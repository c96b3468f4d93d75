import Components
import Statistics

extension Metrics {
  /// The metrics of numbers, in their own unit. `relative-error` leaves out true values of 0 and counts them.
  /// `absolute-error` and `mae` are one number under the two names that dense tasks and tables use.
  static let ofNumbers = [
    summed("absolute-error", "the mean absolute difference", unit: .ofTask) { $0.meanAbsoluteError },
    summed(
      "relative-error", "the mean of the absolute difference over the true value", needs: Need.notZero,
      leavingOut: { $0.zeros }
    ) { $0.meanRelativeError },
    summed("mae", title: "MAE", "the mean absolute difference", unit: .ofTask) { $0.meanAbsoluteError },
    summed("rmse", title: "RMSE", "the root of the mean squared difference", unit: .ofTask) {
      $0.rootMeanSquaredError
    },
    summed(
      "rrmse", title: "RRMSE", "the RMSE over that of the training labels' mean", needs: Need.otherThanMean,
      citation: Citation(
        "Spyromitros-Xioufis, Tsoumakas, Groves, Vlahavas",
        "Multi-Target Regression via Input Space Expansion: Treating Targets as Inputs", "Machine Learning 104", 2016,
        "arXiv 1211.6581")
    ) { $0.relativeRootMeanSquaredError },
    summed("mse", title: "MSE", "the mean squared difference", unit: .ofTaskSquared) { $0.meanSquaredError },
    summed(
      "r2", title: "R²",
      "the share of the variance that the predictions explain; below 0 they are worse than a constant",
      .higherIsBetter, isRatio: false, needs: Need.different
    ) { $0.rSquared },
    summed(
      "explained-variance", "R² without the part of the error that is a constant shift", .higherIsBetter,
      isRatio: false, needs: Need.different
    ) { $0.explainedVariance },
    paired("median-absolute-error", "the median absolute difference", .lowerIsBetter, unit: .ofTask, isRatio: true) {
      $0.medianAbsoluteError
    },
    paired("pearson", title: "Pearson correlation", "the linear correlation", needs: Need.differentPairs) {
      $0.pearson
    },
    paired("spearman", title: "Spearman correlation", "the correlation of the ranks", needs: Need.differentPairs) {
      $0.spearman
    },
    paired(
      "kendall", title: "Kendall's tau-b", "the share of pairs in the right order less that in the wrong one",
      needs: Need.differentPairs
    ) { $0.kendall() },
  ]

  private static func summed(
    _ name: String, title: String? = nil, _ summary: String, _ better: Direction = .lowerIsBetter,
    unit: MetricCard.Unit = .none, isRatio: Bool = true, needs: String = "", citation: Citation? = nil,
    leavingOut leftOut: @escaping @Sendable (ErrorSums) -> Int = { _ in 0 },
    _ read: @escaping @Sendable (ErrorSums) -> Double?
  ) -> MetricCard {
    MetricCard(
      About(name, title: title, summary, citation: citation), of: NumberLabels.self, better: better, unit: unit,
      isRatio: isRatio,
      needs: needs, sharing: "errors",
      statistic: { labels, scale in ErrorStatistic(missing: labels.missing, scale: scale) }, leavingOut: leftOut, read)
  }

  private static func paired(
    _ name: String, title: String? = nil, _ summary: String, _ better: Direction = .higherIsBetter,
    unit: MetricCard.Unit = .none, isRatio: Bool = false, needs: String = "",
    _ read: @escaping @Sendable (NumberPairs) -> Double?
  ) -> MetricCard {
    MetricCard(
      About(name, title: title, summary), of: NumberLabels.self, better: better, unit: unit, isRatio: isRatio,
      needs: needs, sharing: "pairs",
      statistic: { labels, scale in PairStatistic(missing: labels.missing, scale: scale) }, read)
  }
}
