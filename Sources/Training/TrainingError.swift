import Balancing
import Torch

/// A training that could not go on. Earlier checkpoints are whole.
public enum TrainingError: Error, CustomStringConvertible {
  /// LibTorch refused an operation, for example because memory ran out.
  case operation(step: Int, TorchError)
  /// The tasks' gradients give no update: one is not finite, or the method's problem has no solution.
  case balancing(step: Int, BalancingError)
  /// The training was asked to stop; a checkpoint was written.
  case interrupted(step: Int)
  /// A checkpoint that does not belong to this training.
  case checkpoint(String)

  /// The reason, with the number of the update if there is one.
  public var description: String {
    switch self {
    case .operation(let step, let error): "step \(step): \(error.message)"
    case .balancing(let step, let error): "step \(step): \(error)"
    case .interrupted(let step): "interrupted after step \(step); resume to continue from there"
    case .checkpoint(let message): message
    }
  }
}
