import Torch

/// What a method that makes passes of its own may ask of the training step it is in.
///
/// FAMO looks at the same batch again after the parameters have changed; Auto-Lambda differentiates through a trial step.
public struct StepProbe {
  /// The `K` losses of the step's batch or of a part of it, `[K]`, with their graph, at the parameters' present values.
  public let losses: (BatchPart) -> Tensor
  /// `[K]`, not zero where the task has a label in the batch; nil where all have.
  public let present: Tensor?
  /// All of the network's parameters that are trained.
  public let parameters: [Tensor]
  /// The learning rate of the step.
  public let learningRate: Double

  public init(
    losses: @escaping (BatchPart) -> Tensor, present: Tensor?, parameters: [Tensor], learningRate: Double
  ) {
    self.losses = losses
    self.present = present
    self.parameters = parameters
    self.learningRate = learningRate
  }
}

/// A batch or one of several equal parts of it.
public enum BatchPart: Hashable, Sendable {
  case whole
  /// The part of that index; all have the same number of samples, and a remainder is left out.
  case part(Int, of: Int)
}
