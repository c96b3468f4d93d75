import Foundation
import Torch

/// Everything that a training needs to go on with the same bits.
public struct Checkpoint {
  /// Parameters and buffers of the network.
  public var model: [(name: String, tensor: Tensor)]
  /// The optimiser's moments, step counts and hyper-parameters.
  public var optimizer: OptimizerState
  /// Weighting, random generators and the epoch so far, under prefixes of their own.
  public var working: [(name: String, tensor: Tensor)]
  /// Where the training stands.
  public var position: TrainingPosition

  /// A checkpoint of these parts; the tensors are kept as they are, not copied.
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
