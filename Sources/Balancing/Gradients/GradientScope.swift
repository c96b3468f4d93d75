/// Which gradients of the tasks a method looks at.
public enum GradientScope: String, CaseIterable, Hashable, Sendable, CustomStringConvertible {
  /// Those of all shared parameters: a backward pass through the shared network for each task.
  case shared
  /// Those of the last shared layer's parameters; then one pass through the shared network with the weighted sum.
  case lastLayer = "last-layer"
  /// Those of the shared representation, what the heads see; then one pass through the shared network.
  case representation

  public var description: String { rawValue }
}

/// What a task's own parameters, its head, get from a method that balances the shared ones.
public enum HeadTreatment: String, CaseIterable, Hashable, Sendable, CustomStringConvertible {
  /// The gradient of the task's own loss, as the loss weighting scales it.
  case own
  /// The same times the weight that the gradient method gave the task.
  case weighted
  /// The gradient of the task's own loss, whatever the loss weighting says.
  case unweighted

  public var description: String { rawValue }
}
