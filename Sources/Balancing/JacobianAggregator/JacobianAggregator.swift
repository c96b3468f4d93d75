import Torch

/// A method that needs the K task gradients themselves, because it acts on each coordinate or remembers them.
public protocol JacobianAggregator: BalancingMethod {
  /// The update's direction, which takes the place of the summed gradient.
  ///
  /// - Throws: `BalancingError` with the tasks' names where there is none. Gradients are finite here: whoever calls has
  ///   checked.
  func aggregate(_ sample: JacobianSample) throws -> AggregatedGradient
}

/// What a Jacobian aggregator sees of one step.
public struct JacobianSample {
  /// `[K, P]`: one row for each present task, without a graph. It is the caller's buffer: only to be read.
  public let jacobian: Tensor
  /// The losses whose gradients these are.
  public let losses: [Double]
  /// The present tasks' places in the setup's list.
  public let tasks: [Int]
  /// In the representation's scope, the representation that the rows are gradients of, `[batch, …]`, without a graph: row
  /// k is the gradient of its elements in their order.
  public let representation: Tensor?

  /// - Parameter tasks: all, in their order, by default.
  public init(_ jacobian: Tensor, losses: [Double], tasks: [Int]? = nil, representation: Tensor? = nil) {
    self.jacobian = jacobian
    self.losses = losses
    self.tasks = tasks ?? Array(0..<jacobian.size(0))
    self.representation = representation
  }
}

/// A direction and, where there are any, its effective weights.
public struct AggregatedGradient {
  /// `[P]`.
  public let direction: Tensor
  /// The factor of each present task's gradient where the direction is Jᵀ w; nil where no such numbers exist.
  public let weights: [Double]?

  public init(_ direction: Tensor, weights: [Double]? = nil) {
    self.direction = direction
    self.weights = weights
  }
}
