/// How numbers that were standardised for training return to their own unit: x · standardDeviation + mean.
public struct Scale: Hashable, Sendable {
  public let mean: Double
  public let standardDeviation: Double

  /// Numbers that are in their own unit already.
  public static let identity = Scale(mean: 0, standardDeviation: 1)

  public init(mean: Double, standardDeviation: Double) {
    self.mean = mean
    self.standardDeviation = standardDeviation
  }
}
