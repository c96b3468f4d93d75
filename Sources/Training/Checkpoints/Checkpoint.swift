import Foundation
import Torch

/// The state that a training needs to continue to the same bits.
public struct Checkpoint {
  /// Parameters and buffers of the network.
  public var model: [(name: String, tensor: Tensor)]
  /// The optimiser's moments, step counts and hyper-parameters.
  public var optimizer: OptimizerState
  /// The state of weighting, random generators and the epoch so far, under prefixes of their own.
  public var working: [(name: String, tensor: Tensor)]
  /// The position of the training.
  public var position: TrainingPosition

  /// Creates a checkpoint of these parts. The tensors are kept as they are, not copied.
  public init(
    model: [(name: String, tensor: Tensor)], optimizer: OptimizerState, working: [(name: String, tensor: Tensor)],
    position: TrainingPosition
  ) {
    self.model = model
    self.optimizer = optimizer
    self.working = working
    self.position = position
  }
}
