/// Which gradients of the tasks a method looks at.
public enum GradientScope: String, CaseIterable, Hashable, Sendable, CustomStringConvertible {
  /// The gradients of all shared parameters: a backward pass through the shared network for each task.
  case shared
  /// The gradients of the last shared layer's parameters; then one pass through the shared network with the weighted sum.
  case lastLayer = "last-layer"
  /// The gradients of the shared representation, which the heads see; then one pass through the shared network.
  case representation

  public var description: String { rawValue }
}

/// What a task's own parameters, its head, get from a method that balances the shared ones.
public enum HeadTreatment: String, CaseIterable, Hashable, Sendable, CustomStringConvertible {
  /// The gradient of the task's own loss, as the loss weighting scales it.
  case own
  /// The gradient of the task's weighted loss times the weight that the gradient method gave the task.
  case weighted
  /// The gradient of the task's own loss, without the factor of the loss weighting.
  case unweighted

  public var description: String { rawValue }
}
