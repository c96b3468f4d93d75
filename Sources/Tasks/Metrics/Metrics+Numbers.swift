extension Metrics {
  /// Metrics of numbers, in their own unit. `absolute-error` and `mae` are one number under the two names that dense tasks
  /// and tables use.
  static func ofNumbers(missing: Double, scale: Scale, unit: String) -> [Metric] {
    func summed(
      _ name: String, _ title: String? = nil, _ unit: String = "", _ direction: Direction = .lowerIsBetter,
      _ read: @escaping @Sendable (ErrorSums) -> Double?
    ) -> Metric {
      Metric(
        name, title: title, unit: unit, direction: direction, sharing: "errors",
        of: { ErrorStatistic(missing: missing, scale: scale) }, read)
    }
    func paired(
      _ name: String, _ title: String, _ unit: String = "", _ direction: Direction = .higherIsBetter,
      _ read: @escaping @Sendable (NumberPairs) -> Double?
    ) -> Metric {
      Metric(
        name, title: title, unit: unit, direction: direction, sharing: "pairs",
        of: { PairStatistic(missing: missing, scale: scale) }, read)
    }
    return [
      summed("absolute-error", nil, unit) { $0.meanAbsoluteError },
      summed("relative-error") { $0.meanRelativeError },
      summed("mae", "MAE", unit) { $0.meanAbsoluteError },
      summed("rmse", "RMSE", unit) { $0.rootMeanSquaredError },
      summed("rrmse", "RRMSE") { $0.relativeRootMeanSquaredError },
      summed("mse", "MSE", unit.isEmpty ? "" : unit + "²") { $0.meanSquaredError },
      summed("r2", "R²", "", .higherIsBetter) { $0.rSquared },
      summed("explained-variance", nil, "", .higherIsBetter) { $0.explainedVariance },
      paired("median-absolute-error", "median absolute error", unit, .lowerIsBetter) { $0.medianAbsoluteError },
      paired("pearson", "Pearson correlation") { $0.pearson },
      paired("spearman", "Spearman correlation") { $0.spearman },
      paired("kendall", "Kendall's tau-b") { $0.kendall() },
    ]
  }
}
