extension ICARE {
  /// A measure of how well one feature orders event times. Below 0.5 the feature's sign is −1.
  public enum Measure: String, Sendable, Hashable, CaseIterable {
    /// The mean of ``TimeDependentAUC`` at 25 times, evenly spaced from the 10th to the 81st percentile of all times.
    case timeDependentAUC = "time-auc"
    /// Harrell's ``Concordance``.
    case harrell
    /// Uno's ``Concordance``, of events before the last one.
    case uno

    /// The measure of a feature without missing values; nil if no pair can be compared.
    func score(_ values: [Double], _ data: SurvivalTimes) -> Double? {
      switch self {
      case .timeDependentAUC: TimeDependentAUC(values, data).mean(at: Self.evaluationTimes(data.times))
      case .harrell: Concordance(values, data).value
      case .uno:
        Concordance.uno(
          values, data, before: data.times.indices.filter { data.events[$0] }.map { data.times[$0] }.max()
        ).value
      }
    }

    /// The times at which the area is taken, from icare 0.1.0.
    static func evaluationTimes(_ times: [Double]) -> [Double] {
      let sorted = times.sorted()
      return (0..<evaluations).map { number in
        let percent = firstPercentile + (lastPercentile - firstPercentile) * Double(number) / Double(evaluations - 1)
        let position = percent / 100 * Double(sorted.count - 1)
        // A percentile that is one of the times is that time to the last bit: an event then has happened.
        let nearest = position.rounded()
        return abs(position - nearest) < tolerance
          ? sorted[Int(nearest)] : Statistics.quantile(ofSorted: sorted, percent / 100)
      }
    }

    private static let evaluations = 25
    private static let firstPercentile = 10.0
    private static let lastPercentile = 81.0
    private static let tolerance = 1e-9
  }
}
