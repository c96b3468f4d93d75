/// A confidence interval, and how it was computed.
package struct Interval: Sendable, Hashable {
  /// The way in which an interval was computed.
  package enum Method: String, Sendable, Hashable {
    /// Student's t times the bootstrap's standard error: ``SeedBootstrap/interval(of:_:)``.
    case bootstrapT = "bootstrap t"
    /// Student's t times the jackknife's standard error: ``SeedBootstrap/studentInterval(of:_:)``.
    case student = "Student t"
    /// Quantiles of the bootstrap: ``SeedBootstrap/percentileInterval(of:_:)``.
    case percentile = "bootstrap percentiles"
    /// Fisher's transformation of a correlation: ``EffectEstimate/init(correlationOf:)``.
    case fisher = "Fisher z"
    /// The exact interval of a share: ``EffectEstimate/init(of:below:)``.
    case binomial = "Clopper–Pearson"
    /// The largest t of a family of comparisons: ``SimultaneousIntervals``.
    case maxT = "max-t"
  }

  package var low: Double
  package var high: Double
  /// The level as a fraction (0.95): the share of repetitions, with other seeds or splits, in which an interval holds
  /// the mean over all of them, or all intervals of a family do at once.
  package var level: Double
  package var method: Method
  /// The degrees of freedom of Student's t; nil for percentiles.
  package var degreesOfFreedom: Int?
  /// The number of comparisons for which the level holds at once; nil for an interval that is judged alone.
  package var comparisons: Int?

  package init(
    low: Double, high: Double, level: Double, method: Method, degreesOfFreedom: Int? = nil, comparisons: Int? = nil
  ) {
    self.low = low
    self.high = high
    self.level = level
    self.method = method
    self.degreesOfFreedom = degreesOfFreedom
    self.comparisons = comparisons
  }

  /// The kind in words: "simultaneous" for an interval of a family, "pointwise" for one that is judged alone.
  package var kind: String { comparisons == nil ? "pointwise" : "simultaneous" }

  /// Widens the interval for repetitions that share training samples: √(1 + n · r) times for n repetitions, one more
  /// than there are degrees of freedom (Nadeau and Bengio, Machine Learning 52, 2003).
  ///
  /// - Parameter ratio: the ratio r of test samples to all others.
  package mutating func widen(testRatio ratio: Double) {
    let factor = (1 + Double((degreesOfFreedom ?? 0) + 1) * ratio).squareRoot()
    let middle = (low + high) / 2, half = factor * (high - low) / 2
    (low, high) = (middle - half, middle + half)
  }

  /// The interval of the opposite effect.
  package var negated: Interval {
    var interval = self
    (interval.low, interval.high) = (-high, -low)
    return interval
  }

  package func contains(_ value: Double) -> Bool { low <= value && value <= high }
}
