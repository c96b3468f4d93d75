import OrderedCollections
import Torch

/// A network with several outputs, one for each task, that knows which of its parameters which tasks share.
///
/// Who shares what is stated by the network's construction; it is never inferred from gradients that happen to be missing.
/// `HardSharing` is one way to share; another is another type that conforms to this protocol.
public protocol MultiTaskNetwork: Module {
  /// The tasks, in the order of the outputs.
  var tasks: [String] { get }

  /// The output of every task's head for a batch, in the order of `tasks`.
  func callAsFunction(_ x: Tensor) -> OrderedDictionary<String, Tensor>

  /// The parameters that more than one task can change, with their full names, in declaration order. Trained on one task
  /// alone they are still the ones that a second task would share.
  var sharedParameters: [(name: String, tensor: Tensor)] { get }

  /// The part of `sharedParameters` that lies in the last shared layer: the scope of GradNorm and its like.
  var lastSharedParameters: [(name: String, tensor: Tensor)] { get }

  /// The parameters that belong to one task alone, with their full names. `task` should be one of `tasks`.
  func parameters(of task: String) -> [(name: String, tensor: Tensor)]
}
