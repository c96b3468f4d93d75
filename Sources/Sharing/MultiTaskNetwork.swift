import OrderedCollections
import Torch

/// A network with an output for each task that knows which of its parameters which tasks share.
///
/// The network states who shares what when it is built. Nothing is inferred from gradients that happen to be missing.
/// Each way of sharing is a type that conforms to this protocol, such as ``HardSharing``.
public protocol MultiTaskNetwork: Module {
  /// The tasks, in the order of the outputs.
  var tasks: [String] { get }

  /// The output of every task's head for a batch, in the order of `tasks`.
  func callAsFunction(_ x: Tensor) -> OrderedDictionary<String, Tensor>

  /// The outputs of some tasks' heads for a batch, in the order of `tasks` that was asked for.
  ///
  /// By default the network gives all outputs for the only tensor of the inputs, and the others are left out. A network
  /// whose tasks have inputs of their own, or that can leave out work, has its own way.
  ///
  /// - Parameter tasks: some of the network's tasks.
  func outputs(_ inputs: Inputs, tasks: [String]) -> OrderedDictionary<String, Tensor>

  /// The groups of parameters: which tasks move them, and what balancing makes of them. Every parameter is in one group.
  var groups: [SharingGroup] { get }

  /// The part of `sharedParameters` that lies in the last shared layer: the scope of GradNorm and similar methods.
  var lastSharedParameters: [(name: String, tensor: Tensor)] { get }
}

extension MultiTaskNetwork {
  public func outputs(_ inputs: Inputs, tasks: [String]) -> OrderedDictionary<String, Tensor> {
    let all = self(inputs.sole)
    guard tasks != self.tasks else { return all }
    return OrderedDictionary(uniqueKeysWithValues: tasks.compactMap { task in all[task].map { (task, $0) } })
  }
}

/// A network in which one tensor, the shared representation, stands between what all tasks share and the heads.
///
/// Methods that look at gradients of the representation or of the last shared layer need such a network.
public protocol SharedRepresentation: MultiTaskNetwork {
  /// The shared part in stages: every path from the input to an output leads through each stage's output, and the last
  /// stage's output is the representation. A stage's parameters are those between the output of the stage before and
  /// its own.
  func stages(_ x: Tensor) -> [(output: Tensor, parameters: [Tensor])]

  /// The shared part in stages for a batch of some tasks. By default the tasks make no difference.
  func stages(_ inputs: Inputs, tasks: [String]) -> [(output: Tensor, parameters: [Tensor])]

  /// The output of some tasks' heads, each for its own copy of the shared representation.
  ///
  /// - Parameters:
  ///   - representations: one for each task, in the order of `tasks`. If they are views of one tensor, each head's
  ///     gradient can be told from the others.
  ///   - tasks: some of the network's tasks.
  func outputs(from representations: [Tensor], tasks: [String]) -> OrderedDictionary<String, Tensor>
}

extension SharedRepresentation {
  /// The output of every task's head for a shared representation.
  public func outputs(from representation: Tensor) -> OrderedDictionary<String, Tensor> {
    outputs(from: tasks.map { _ in representation }, tasks: tasks)
  }

  public func stages(_ inputs: Inputs, tasks: [String]) -> [(output: Tensor, parameters: [Tensor])] {
    stages(inputs.sole)
  }
}
