import Components

/// The metrics by name, for configurations. They depend on the form of a task's labels. A new metric is one line in the
/// list of its labels' form.
public enum Metrics {
  /// The metrics of the toolkit.
  public static let all = Registry<MetricCard>(
    "a metric", MetricCard.joined([ofClasses, ofBinary, ofNumbers, ofDirections, ofSurvival]))

  /// The metric of a name.
  ///
  /// - Throws: `SettingError`: "`pixel-accurcy` is not a metric of class labels. Did you mean `pixel-accuracy`?"
  public static func named(
    _ name: String, for labels: Labels, scale: Scale = .identity, unit: String = ""
  ) throws(SettingError) -> Metric {
    try all.metric(name, for: labels, scale: scale, unit: unit)
  }

  /// The labels that the metric of a name needs to be defined, in words; nil if any label defines it.
  public static func needs(of name: String) -> String? { all[name].flatMap { $0.needs.isEmpty ? nil : $0.needs } }

  /// Whether a relative change of the metric of a name means something: ``Metric/isRatio``. It is true for a name that
  /// is not among the metrics.
  public static func isRatio(_ name: String) -> Bool { all[name]?.isRatio ?? true }
}

extension Registry<MetricCard> {
  /// All metrics for some labels, grouped by the statistic that they read.
  ///
  /// - Parameters:
  ///   - scale: brings standardised numbers back to their own unit.
  ///   - unit: the unit of numbers, such as "m".
  public func metrics(for labels: Labels, scale: Scale = .identity, unit: String = "") -> [Metric] {
    let found = compactMap { $0.metric(for: labels, scale: scale, unit: unit) }
    return found.enumerated().sorted { ($0.element.place, $0.offset) < ($1.element.place, $1.offset) }
      .map(\.element.metric)
  }

  /// The metric of a name for some labels.
  ///
  /// - Throws: `SettingError`: "`pixel-accurcy` is not a metric of class labels. Did you mean `pixel-accuracy`?"
  public func metric(
    _ name: String, for labels: Labels, scale: Scale = .identity, unit: String = ""
  ) throws(SettingError) -> Metric {
    if let found = self[name]?.metric(for: labels, scale: scale, unit: unit) { return found.metric }
    throw .unknown(name, "a metric of \(labels.words)", among: metrics(for: labels).map(\.name))
  }
}

extension Metrics {
  /// The labels that a metric needs to be defined, in words.
  enum Need {
    static let positives = "positive labels"
    static let negatives = "negative labels"
    static let severalClasses = "labels of more than one class"
    static let notZero = "true values other than 0"
    static let different = "true values that differ"
    static let differentPairs = "true values that differ, and predictions that differ"
    static let otherThanMean = "true values other than the training mean"
    static let comparablePairs = "an event, and a later time of another sample"
  }
}
