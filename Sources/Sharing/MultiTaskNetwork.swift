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

  /// The parameters that more than one task can change and that balancing is about, with their full names, in
  /// declaration order. In a network that is trained on one task alone they are those that a second task would share.
  var sharedParameters: [(name: String, tensor: Tensor)] { get }

  /// The parameters that several tasks change and no method looks at, with their full names; usually none. Each task's
  /// gradient of them is scaled like the gradient of the task's own parameters.
  var jointParameters: [(name: String, tensor: Tensor)] { get }

  /// The part of `sharedParameters` that lies in the last shared layer: the scope of GradNorm and similar methods.
  var lastSharedParameters: [(name: String, tensor: Tensor)] { get }

  /// The parameters that belong to one task alone, with their full names. `task` should be one of `tasks`.
  func parameters(of task: String) -> [(name: String, tensor: Tensor)]

  /// The parameters that belong to one task alone, with their full names, for every task by its name.
  var ownParameters: [String: [(name: String, tensor: Tensor)]] { get }
}

extension MultiTaskNetwork {
  public func outputs(_ inputs: Inputs, tasks: [String]) -> OrderedDictionary<String, Tensor> {
    let all = self(inputs.sole)
    guard tasks != self.tasks else { return all }
    return OrderedDictionary(uniqueKeysWithValues: tasks.compactMap { task in all[task].map { (task, $0) } })
  }

  /// The parameters of each task, found one task at a time. Networks of many tasks find them in one walk instead.
  public var ownParameters: [String: [(name: String, tensor: Tensor)]] {
    Dictionary(tasks.map { ($0, parameters(of: $0)) }, uniquingKeysWith: { first, _ in first })
  }

  /// The parameters of each task below its part of some modules, found in one walk through the network.
  ///
  /// - Parameter places: the names of the modules that hold a part for each task, such as "heads".
  func ownParameters(below places: [String]) -> [String: [(name: String, tensor: Tensor)]] {
    var own: [String: [(name: String, tensor: Tensor)]] = [:]
    var taskOfPart: [String: String] = [:]
    for task in tasks {
      own[task] = []
      taskOfPart[ModuleName.escaping(task)] = task
    }
    for parameter in namedParameters() {
      let parts = parameter.name.split(separator: ".", maxSplits: 2, omittingEmptySubsequences: false).map(String.init)
      guard parts.count == 3, places.contains(parts[0]), let task = taskOfPart[parts[1]] else { continue }
      own[task]?.append(parameter)
    }
    return own
  }

  public var jointParameters: [(name: String, tensor: Tensor)] { [] }
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
