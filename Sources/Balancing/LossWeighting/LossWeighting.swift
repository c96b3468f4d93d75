import Tasks
import Torch

/// A method that balances K tasks by looking at their K losses: one backward pass.
///
/// ```swift
/// let weighting = try UWSO(tasks: 3, temperature: 20)
/// let weighted = weighting.weigh(Tensor.stack(losses), present: nil)
/// weighted.objective.backward()
/// ```
///
/// A step never waits for the device: weights are tensor arithmetic. A loss that is not finite makes the objective not
/// finite; ``LossCheck`` then names the task.
public protocol LossWeighting: BalancingMethod {
  /// One update's objective.
  ///
  /// - Parameters:
  ///   - losses: `[K]`, with their graph.
  ///   - present: `[K]`, not zero where the task has a label in this batch; nil where all have. An absent task has weight 0
  ///     and contributes neither value nor gradient. A learned scale of it has a gradient of zero: plain gradient descent leaves
  ///     it where it is, while an optimiser with momentum, such as Adam, still moves it by what earlier batches left.
  func weigh(_ losses: Tensor, present: Tensor?) -> WeightedLosses
}

extension LossWeighting {
  public func weigh(_ losses: Tensor) -> WeightedLosses { weigh(losses, present: nil) }

  /// The scales of a method that learns some; empty for the others.
  public var learnedScales: [(name: String, tensor: Tensor)] { (self as? any LearnedScales)?.learned ?? [] }
}

/// A loss weighting with scales that the optimiser learns together with the network.
public protocol LearnedScales: LossWeighting {
  /// The scales, for a parameter group of their own without weight decay.
  var learned: [(name: String, tensor: Tensor)] { get }
}

/// A loss weighting that makes passes of its own around a step.
public protocol SecondLook: LossWeighting {
  /// Called before the forward pass of a step.
  func stepWillBegin(_ probe: StepProbe) throws

  /// Called after the parameters have changed.
  func stepEnded(_ probe: StepProbe) throws
}

/// A loss weighting that follows the tasks' key performance indicators.
public protocol IndicatorDriven: LossWeighting {
  /// Tells each task's indicator on the split that selects epochs, after every epoch: `[K]`, between 0 and 1, where 1 is
  /// perfect; NaN where none could be measured.
  func measured(indicators: Tensor)
}

/// What a method makes of the losses of one batch.
public struct WeightedLosses {
  /// The scalar to be differentiated.
  public let objective: Tensor
  /// The factor of each task's gradient in the objective's, `[K]`, without a graph.
  public let weights: Tensor

  public init(objective: Tensor, weights: Tensor) {
    self.objective = objective
    self.weights = weights
  }

  /// Σ w_k L_k with weights that have no graph.
  init(_ weights: Tensor, times losses: Tensor) {
    objective = ATen.dot(weights, losses)
    self.weights = weights
  }

  /// A formula whose derivatives are known: a scalar of this value whose gradient is Σ w_k ∇L_k. Neither the value nor the
  /// weights have a graph.
  init(value: Tensor, _ weights: Tensor, times losses: Tensor) {
    let sum = ATen.dot(weights, losses)
    objective = sum + (value - sum.detach())
    self.weights = weights
  }
}
