/// Which way a metric is better.
public enum Direction: String, Hashable, Sendable, CaseIterable {
  case higherIsBetter
  case lowerIsBetter
}
