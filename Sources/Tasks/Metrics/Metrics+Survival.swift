import Components
import Statistics

extension Metrics {
  /// The metrics of survival times. Each looks at the order of the risks alone; 0.5 is that of chance.
  static let ofSurvival = [
    ordered(
      "c-index", title: "C-index", "Harrell's share of pairs in the right order",
      Citation("Harrell, Califf, Pryor, Lee, Rosati", "Evaluating the Yield of Medical Tests", "JAMA 247", 1982)
    ) { $0.concordance },
    ordered(
      "uno-c-index", title: "Uno's C-index",
      "the share of pairs in the right order, whose limit does not depend on censoring",
      Citation(
        "Uno, Cai, Pencina, D'Agostino, Wei",
        "On the C-statistics for Evaluating Overall Adequacy of Risk Prediction Procedures with Censored Survival Data",
        "Statistics in Medicine 30", 2011)
    ) { $0.unoConcordance },
    ordered(
      "time-auc", title: "time-dependent AUC",
      "the mean over the tenths of the events' times of the area under the ROC curve of having the event by then",
      Citation(
        "Uno, Cai, Tian, Wei",
        "Evaluating Prediction Rules for t-Year Survivors with Censored Regression Models",
        "Journal of the American Statistical Association 102", 2007)
    ) { $0.meanAUC },
  ]

  private static func ordered(
    _ name: String, title: String, _ summary: String, _ citation: Citation,
    _ read: @escaping @Sendable (SurvivalRisks) -> Double?
  ) -> MetricCard {
    MetricCard(
      About(name, title: title, summary, citation: citation), of: SurvivalLabels.self, better: .higherIsBetter,
      needs: Need.comparablePairs, sharing: "survival",
      statistic: { labels, _ in SurvivalStatistic(labels) }, read)
  }
}
