import Components
import Statistics

extension Metrics {
  /// The metrics of directions such as surface normals, pooled over all labelled pixels.
  static let ofDirections = [
    metric("angle-mean", "mean angle", "the mean angle between prediction and truth", unit: .fixed("°")) { $0.mean },
    metric("angle-median", "median angle", "the median angle between prediction and truth", unit: .fixed("°")) {
      $0.median
    },
    metric("within-11.25", "within 11.25°", "the share of angles below 11.25°", .higherIsBetter) {
      $0.share(below: 11.25)
    },
    metric("within-22.5", "within 22.5°", "the share of angles below 22.5°", .higherIsBetter) {
      $0.share(below: 22.5)
    },
    metric("within-30", "within 30°", "the share of angles below 30°", .higherIsBetter) { $0.share(below: 30) },
  ]

  private static func metric(
    _ name: String, _ title: String, _ summary: String, _ better: Direction = .lowerIsBetter,
    unit: MetricCard.Unit = .none, _ read: @escaping @Sendable (Angles) -> Double?
  ) -> MetricCard {
    MetricCard(
      About(name, title: title, summary), of: DirectionLabels.self, better: better, unit: unit, sharing: "angles",
      statistic: { labels, _ in AngleStatistic(rule: labels.rule) }, read)
  }
}
