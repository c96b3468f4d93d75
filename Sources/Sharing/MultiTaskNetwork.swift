import OrderedCollections
import Tasks
import Torch

/// A network with an output for each task that knows which of its parameters which tasks share.
///
/// The network states who shares what when it is built. Nothing is inferred from gradients that happen to be missing.
/// Each way of sharing is a type that conforms to this protocol, such as ``HardSharing``.
public protocol MultiTaskNetwork: Module {
  /// The tasks, in the order of the outputs.
  var tasks: [String] { get }

  /// The output of every task's head for a batch, in the order of `tasks`.
  func callAsFunction(_ x: Tensor) -> TaskTensors

  /// The outputs of some tasks' heads for a batch, in the order of `tasks` that was asked for.
  ///
  /// By default the network gives all outputs for the only tensor of the inputs, and the others are left out. A network
  /// whose tasks have inputs of their own, or that can leave out work, has its own way.
  ///
  /// - Parameter tasks: some of the network's tasks.
  func outputs(_ inputs: Inputs, tasks: [String]) -> TaskTensors

  /// The groups of parameters: which tasks move them, and what balancing makes of them. Every parameter is in one group.
  var groups: [SharingGroup] { get }

  /// The part of `sharedParameters` that lies in the last shared layer: the scope of GradNorm and similar methods.
  var lastSharedParameters: [(name: String, tensor: Tensor)] { get }

  /// What a reader of the network's figures should know about it, a sentence each; by default nothing.
  var remarks: [String] { get }
}

extension MultiTaskNetwork {
  public var remarks: [String] { [] }

  public func outputs(_ inputs: Inputs, tasks: [String]) -> TaskTensors {
    self(inputs.sole).only(tasks)
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

  /// A copy of the shared representation for the head of each of some tasks, so that each head's gradient can be told
  /// from the others. Copies are views of it. Those of heads that are computed together lie in a block.
  func copies(of representation: Tensor, for tasks: [String]) -> TaskTensors

  /// The output of some tasks' heads, each for its own copy of the shared representation.
  func outputs(from copies: TaskTensors) -> TaskTensors

  /// The output of every task's head for a shared representation.
  func outputs(from representation: Tensor) -> TaskTensors
}

extension SharedRepresentation {
  public func copies(of representation: Tensor, for tasks: [String]) -> TaskTensors {
    TaskTensors(uniqueKeysWithValues: tasks.map { ($0, representation.view(representation.shape)) })
  }

  public func outputs(from representation: Tensor) -> TaskTensors {
    outputs(from: TaskTensors(uniqueKeysWithValues: tasks.map { ($0, representation) }))
  }

  public func stages(_ inputs: Inputs, tasks: [String]) -> [(output: Tensor, parameters: [Tensor])] {
    stages(inputs.sole)
  }
}
