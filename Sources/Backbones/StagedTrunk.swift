import Torch

/// A trunk whose computation is a chain: every path from its input to its features leads through each stage's output.
///
/// A method that needs only the inner products of K tasks' gradients can go through such a trunk stage by stage. It
/// then never holds K gradients of all parameters.
public protocol StagedTrunk: Trunk {
  /// The stages in order, each with the modules that hold its parameters.
  var stages: [(modules: [Module], run: (Tensor) -> Tensor)] { get }
}
