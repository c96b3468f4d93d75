import OrderedCollections
import Tasks
import Torch

/// One network at several points of its training: each task's output comes from the weights that it keeps.
///
/// Use it for evaluation. A batch goes through each of the networks, and they share nothing any more.
public final class NetworkPerTask: Module, MultiTaskNetwork {
  private let networks: [(tasks: [String], network: any MultiTaskNetwork)]
  public let tasks: [String]

  /// Joins networks into one.
  ///
  /// - Parameters:
  ///   - networks: each with the tasks whose output it gives; every task once.
  ///   - tasks: the order of the outputs.
  public init(_ networks: [(tasks: [String], network: any MultiTaskNetwork)], tasks: [String]) {
    let given = networks.flatMap(\.tasks)
    require(
      given.count == tasks.count && Set(given) == Set(tasks),
      "`networks` should give the output of each of \(tasks) once. Found \(given).")
    self.networks = networks
    self.tasks = tasks
  }

  override public var namedChildren: [(name: String, module: Module)]? {
    networks.enumerated().map { ("\($0.offset)", $0.element.network) }
  }

  /// The network that gives a task's output; nil for an unknown task.
  package func network(of task: String) -> (any MultiTaskNetwork)? {
    networks.first { $0.tasks.contains(task) }?.network
  }

  public func callAsFunction(_ x: Tensor) -> TaskTensors { outputs(Inputs(x), tasks: tasks) }

  public func outputs(_ inputs: Inputs, tasks: [String]) -> TaskTensors {
    var given: [String: Tensor] = [:]
    for (own, network) in networks {
      let wanted = own.filter(tasks.contains)
      if !wanted.isEmpty { given.merge(network.outputs(inputs, tasks: wanted).map { ($0.key, $0.value) }) { $1 } }
    }
    return TaskTensors(uniqueKeysWithValues: tasks.compactMap { task in given[task].map { (task, $0) } })
  }

  /// All parameters of a network that gives one task's output are that task's own. A network of several tasks keeps its
  /// groups' tasks, and is not trained any more.
  public var groups: [SharingGroup] {
    networks.enumerated().map { place, member in
      let all = member.network.namedParameters().map { (name: "\(place).\($0.name)", tensor: $0.tensor) }
      return SharingGroup(member.tasks, member.tasks.count == 1 ? .own : .joint, all)
    }
  }

  public var lastSharedParameters: [(name: String, tensor: Tensor)] { [] }
}
