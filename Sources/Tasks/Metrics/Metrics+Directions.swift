import Statistics

extension Metrics {
  /// The metrics of directions such as surface normals, pooled over all labelled pixels.
  static func ofDirections(_ rule: Labels.DirectionRule) -> [Metric] {
    func metric(
      _ name: String, _ title: String, unit: String = "", _ direction: Direction,
      _ read: @escaping @Sendable (Angles) -> Double?
    ) -> Metric {
      Metric(
        name, title: title, unit: unit, direction: direction, sharing: "angles", of: { AngleStatistic(rule: rule) },
        read)
    }
    return [
      metric("angle-mean", "mean angle", unit: "°", .lowerIsBetter) { $0.mean },
      metric("angle-median", "median angle", unit: "°", .lowerIsBetter) { $0.median },
      metric("within-11.25", "within 11.25°", .higherIsBetter) { $0.share(below: 11.25) },
      metric("within-22.5", "within 22.5°", .higherIsBetter) { $0.share(below: 22.5) },
      metric("within-30", "within 30°", .higherIsBetter) { $0.share(below: 30) },
    ]
  }
}
