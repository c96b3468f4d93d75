import Components

/// The metrics by name, for configurations. They depend on the form of a task's labels.
public enum Metrics {
  /// All metrics for some labels, grouped by the statistic that they read.
  ///
  /// - Parameters:
  ///   - scale: brings standardised numbers back to their own unit.
  ///   - unit: the unit of numbers, such as "m".
  public static func all(for labels: Labels, scale: Scale = .identity, unit: String = "") -> [Metric] {
    switch labels.form {
    case .classes(let classes, let ignore): ofClasses(classes, ignore: ignore)
    case .binary: ofBinary()
    case .numbers(let missing): ofNumbers(missing: missing, scale: scale, unit: unit)
    case .directions(let rule): ofDirections(rule)
    }
  }

  /// The metric of a name.
  ///
  /// - Throws: ``SettingError``: "`pixel-accurcy` is not a metric of these labels. Did you mean `pixel-accuracy`?"
  public static func named(
    _ name: String, for labels: Labels, scale: Scale = .identity, unit: String = ""
  ) throws(SettingError) -> Metric {
    let all = all(for: labels, scale: scale, unit: unit)
    guard let metric = all.first(where: { $0.name == name }) else {
      throw .unknown(name, "a metric of \(labels.words)", among: all.map(\.name))
    }
    return metric
  }

  /// The labels that the metric of a name needs to be defined, in words; nil if any label defines it.
  public static func needs(of name: String) -> String? {
    everyForm.lazy.flatMap { all(for: $0) }.first { $0.name == name && !$0.needs.isEmpty }?.needs
  }

  /// Whether a relative change of the metric of a name means something: ``Metric/isRatio``. It is true for a name that
  /// is not among the metrics.
  public static func isRatio(_ name: String) -> Bool {
    everyForm.lazy.flatMap { all(for: $0) }.first { $0.name == name }?.isRatio ?? true
  }

  private static let everyForm = [Labels.classes(2), .binary, .numbers(), .directions()]

  /// The names of all metrics, for labels of any form.
  public static let names: [String] =
    everyForm.reduce(into: []) { names, labels in
      for metric in all(for: labels) where !names.contains(metric.name) { names.append(metric.name) }
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
  }
}

extension Labels {
  /// The form in words: "class labels".
  var words: String {
    switch form {
    case .classes: "class labels"
    case .binary: "yes-or-no labels"
    case .numbers: "numbers"
    case .directions: "directions"
    }
  }
}
