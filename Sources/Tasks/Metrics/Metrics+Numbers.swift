import Statistics

extension Metrics {
  /// The metrics of numbers, in their own unit. `relative-error` leaves out true values of 0 and counts them.
  /// `absolute-error` and `mae` are one number under the two names that dense tasks and tables use.
  static func ofNumbers(missing: Double, scale: Scale, unit: String) -> [Metric] {
    func summed(
      _ name: String, _ title: String? = nil, _ unit: String = "", _ direction: Direction = .lowerIsBetter,
      isRatio: Bool = true, needs: String = "", leavingOut leftOut: @escaping @Sendable (ErrorSums) -> Int = { _ in 0 },
      _ read: @escaping @Sendable (ErrorSums) -> Double?
    ) -> Metric {
      Metric(
        name, title: title, unit: unit, direction: direction, isRatio: isRatio, needs: needs, sharing: "errors",
        of: { ErrorStatistic(missing: missing, scale: scale) }, leavingOut: leftOut, read)
    }
    func paired(
      _ name: String, _ title: String, _ unit: String = "", _ direction: Direction = .higherIsBetter,
      isRatio: Bool = false, needs: String = "", _ read: @escaping @Sendable (NumberPairs) -> Double?
    ) -> Metric {
      Metric(
        name, title: title, unit: unit, direction: direction, isRatio: isRatio, needs: needs, sharing: "pairs",
        of: { PairStatistic(missing: missing, scale: scale) }, read)
    }
    return [
      summed("absolute-error", nil, unit) { $0.meanAbsoluteError },
      summed("relative-error", needs: Need.notZero, leavingOut: { $0.zeros }) { $0.meanRelativeError },
      summed("mae", "MAE", unit) { $0.meanAbsoluteError },
      summed("rmse", "RMSE", unit) { $0.rootMeanSquaredError },
      summed("rrmse", "RRMSE", needs: Need.otherThanMean) { $0.relativeRootMeanSquaredError },
      summed("mse", "MSE", unit.isEmpty ? "" : unit + "²") { $0.meanSquaredError },
      summed("r2", "R²", "", .higherIsBetter, isRatio: false, needs: Need.different) { $0.rSquared },
      summed("explained-variance", nil, "", .higherIsBetter, isRatio: false, needs: Need.different) {
        $0.explainedVariance
      },
      paired("median-absolute-error", "median absolute error", unit, .lowerIsBetter, isRatio: true) {
        $0.medianAbsoluteError
      },
      paired("pearson", "Pearson correlation", needs: Need.differentPairs) { $0.pearson },
      paired("spearman", "Spearman correlation", needs: Need.differentPairs) { $0.spearman },
      paired("kendall", "Kendall's tau-b", needs: Need.differentPairs) { $0.kendall() },
    ]
  }
}
