import OrderedCollections
import Torch

/// A network with several outputs, one for each task, that knows which of its parameters which tasks share.
///
/// Who shares what is stated by the network's construction; it is never inferred from gradients that happen to be missing.
/// `HardSharing` and `AttentionSharing` are ways to share; another is another type that conforms to this protocol.
public protocol MultiTaskNetwork: Module {
  /// The tasks, in the order of the outputs.
  var tasks: [String] { get }

  /// The output of every task's head for a batch, in the order of `tasks`.
  func callAsFunction(_ x: Tensor) -> OrderedDictionary<String, Tensor>

  /// The parameters that more than one task can change and that balancing is about, with their full names, in declaration
  /// order. Trained on one task alone they are still the ones that a second task would share.
  var sharedParameters: [(name: String, tensor: Tensor)] { get }

  /// The parameters that several tasks change and no method looks at, with their full names; none as a rule. Each task's
  /// gradient of them is scaled as that of the task's own parameters.
  var jointParameters: [(name: String, tensor: Tensor)] { get }

  /// The part of `sharedParameters` that lies in the last shared layer: the scope of GradNorm and its like.
  var lastSharedParameters: [(name: String, tensor: Tensor)] { get }

  /// The parameters that belong to one task alone, with their full names. `task` should be one of `tasks`.
  func parameters(of task: String) -> [(name: String, tensor: Tensor)]

  /// The same of every task, by task.
  var ownParameters: [String: [(name: String, tensor: Tensor)]] { get }
}

extension MultiTaskNetwork {
  /// By asking for each task; networks of many tasks find them in one walk.
  public var ownParameters: [String: [(name: String, tensor: Tensor)]] {
    Dictionary(tasks.map { ($0, parameters(of: $0)) }, uniquingKeysWith: { first, _ in first })
  }

  /// Of every task, the parameters below its part of some modules, in one walk through the network.
  ///
  /// - Parameter places: the modules that hold a part for each task, such as "heads".
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
/// Methods that look at the gradients of the representation or of the last shared layer need one.
public protocol SharedRepresentation: MultiTaskNetwork {
  /// The shared part in stages: every path from the input to an output leads through each stage's output, and the last
  /// stage's output is the representation. The parameters are those on the way from the stage before.
  func stages(_ x: Tensor) -> [(output: Tensor, parameters: [Tensor])]

  /// The output of every task's head, each for a shared representation of its own.
  ///
  /// - Parameter representations: in the order of `tasks`. Views of one tensor tell one head's gradient from another's.
  func outputs(from representations: [Tensor]) -> OrderedDictionary<String, Tensor>
}

extension SharedRepresentation {
  /// The output of every task's head for a shared representation.
  public func outputs(from representation: Tensor) -> OrderedDictionary<String, Tensor> {
    outputs(from: tasks.map { _ in representation })
  }
}
