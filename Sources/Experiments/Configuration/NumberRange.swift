/// The numbers that a key permits, with the words in which an error names them.
public struct NumberRange: Hashable, Sendable, CustomStringConvertible {
  /// "positive", as in "should be positive".
  public let description: String
  let lower: Double
  let upper: Double
  let includesLower: Bool
  let includesUpper: Bool

  private init(_ description: String, _ lower: Double, _ upper: Double, _ includesLower: Bool, _ includesUpper: Bool) {
    self.description = description
    self.lower = lower
    self.upper = upper
    self.includesLower = includesLower
    self.includesUpper = includesUpper
  }

  public static let any = Self("a finite number", -.infinity, .infinity, false, false)
  public static let positive = Self("positive", 0, .infinity, false, false)
  public static let nonNegative = Self("zero or positive", 0, .infinity, true, false)
  /// 0 to 1, both included.
  public static let fraction = between(0, 1)
  /// 0 to 1 without 1: a smoothing, a drop-out, a share that leaves something.
  public static let properFraction = Self("at least 0 and below 1", 0, 1, true, false)

  public static func atLeast(_ lower: Double) -> Self {
    Self("at least \(brief(lower))", lower, .infinity, true, false)
  }

  public static func above(_ lower: Double) -> Self { Self("above \(brief(lower))", lower, .infinity, false, false) }

  /// Both ends included.
  public static func between(_ lower: Double, _ upper: Double) -> Self {
    Self("between \(brief(lower)) and \(brief(upper))", lower, upper, true, true)
  }

  public func contains(_ value: Double) -> Bool {
    value.isFinite && (includesLower ? value >= lower : value > lower)
      && (includesUpper ? value <= upper : value < upper)
  }

  private static func brief(_ value: Double) -> String { Int(exactly: value).map(String.init) ?? "\(value)" }
}
