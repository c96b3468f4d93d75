/// A confidence interval, and how it was computed.
public struct Interval: Sendable, Hashable {
  /// How an interval was computed.
  public enum Method: String, Sendable, Hashable {
    /// Student's t times the bootstrap's standard error: ``SeedBootstrap/interval(of:_:)``.
    case bootstrapT = "bootstrap t"
    /// Student's t times the jackknife's standard error: ``SeedBootstrap/studentInterval(of:_:)``.
    case student = "Student t"
    /// Quantiles of the bootstrap: ``SeedBootstrap/percentileInterval(of:_:)``.
    case percentile = "bootstrap percentiles"
  }

  public var low: Double
  public var high: Double
  /// The level, as a fraction (0.95).
  public var level: Double
  public var method: Method
  /// Degrees of freedom of Student's t; nil for percentiles.
  public var degreesOfFreedom: Int?

  public init(low: Double, high: Double, level: Double, method: Method, degreesOfFreedom: Int? = nil) {
    self.low = low
    self.high = high
    self.level = level
    self.method = method
    self.degreesOfFreedom = degreesOfFreedom
  }

  public func contains(_ value: Double) -> Bool { low <= value && value <= high }
}
