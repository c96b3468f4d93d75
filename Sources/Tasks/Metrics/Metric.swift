import Statistics

/// A figure of merit of one task: its name, its unit, the direction in which it is better, and how its value is read
/// from what was gathered over a split.
///
/// All metrics are of the whole split: they are computed once from the pooled elements. They are never averaged over
/// batches or images, which would give other numbers.
///
/// ```swift
/// let exact = Metric("exact", direction: .higherIsBetter, version: "1", of: { MyStatistic() }) { $0.shareOfExactHits }
/// ```
public struct Metric: Sendable {
  /// The name in configurations and result files: `mIoU`, `absolute-error`.
  public let name: String
  /// The name in tables and plots: "absolute error".
  public let title: String
  /// The unit: "m", "°", "%"; empty for a fraction or a plain number.
  public let unit: String
  /// The direction in which the metric is better.
  public let direction: Direction
  /// Whether equal ratios mean equal changes, as for errors, losses and shares. R², kappa and correlations have no such
  /// scale: they can be 0 or negative for a network that is no better than a constant.
  public let isRatio: Bool
  /// The version of the definition. It changes with the definition, so that numbers of different definitions are never
  /// compared.
  public let version: String

  /// The labels that a split needs for the metric to be defined ("labels of more than one class"); empty for a metric
  /// that any label defines.
  public let needs: String

  /// Whether the metric can be computed on samples with weights: its statistic is a ``WeightedStatistic``.
  public private(set) var takesWeights: Bool

  /// The key of the statistic. Metrics with the same key share one statistic.
  let key: String
  let makeStatistic: @Sendable () -> any Statistic
  let read: @Sendable (Any) -> Double?
  /// The number of labels that the metric leaves out, from the statistic's summary.
  let countLeftOut: @Sendable (Any) -> Int

  /// Creates a metric.
  ///
  /// - Parameters:
  ///   - isRatio: whether a relative change means something; see ``isRatio``.
  ///   - needs: the labels that a split needs for the metric to be defined.
  ///   - sharing: the key under which statistics are shared among a task's metrics; the name by default.
  ///   - statistic: makes an empty statistic.
  ///   - leftOut: the number of labels that the metric leaves out, from the statistic's summary; none by default.
  ///   - read: the value from the statistic's summary; nil if it is not defined, such as an AUC of one class.
  public init<S: Statistic>(
    _ name: String, title: String? = nil, unit: String = "", direction: Direction, isRatio: Bool = true,
    version: String = "1", needs: String = "", sharing key: String? = nil, of statistic: @escaping @Sendable () -> S,
    leavingOut leftOut: @escaping @Sendable (S.Summary) -> Int = { _ in 0 },
    _ read: @escaping @Sendable (S.Summary) -> Double?
  ) {
    self.name = name
    self.title = title ?? name.replacing("-", with: " ")
    self.unit = unit
    self.direction = direction
    self.isRatio = isRatio
    self.version = version
    self.needs = needs
    self.key = key ?? name
    takesWeights = S.self is any WeightedStatistic.Type
    makeStatistic = statistic
    self.read = { summary in (summary as? S.Summary).flatMap(read) }
    countLeftOut = { summary in (summary as? S.Summary).map(leftOut) ?? 0 }
  }

  private init(_ other: Metric, isRatio: Bool) {
    (name, title, unit, direction) = (other.name, other.title, other.unit, other.direction)
    (version, needs, key) = (other.version, other.needs, other.key)
    takesWeights = other.takesWeights
    self.isRatio = isRatio
    (makeStatistic, read, countLeftOut) = (other.makeStatistic, other.read, other.countLeftOut)
  }

  /// This metric with or without weights, for a statistic that leaves them to another.
  func taking(weights: Bool) -> Metric {
    var metric = self
    metric.takesWeights = weights
    return metric
  }

  /// This metric, shown and not averaged: it is no part of Δm in ``DeltaM/Convention/ratioMean``.
  public func shownBeside() -> Metric { Metric(self, isRatio: false) }
}
