/// The direction in which a metric is better.
public enum Direction: String, Hashable, Sendable, CaseIterable {
  case higherIsBetter
  case lowerIsBetter
}
