import Backbones
import Tasks
import Torch

/// A trunk and a head for each task, which share nothing: what a scheme starts from whose tasks share parts of their weights.
///
/// Parameters are named `trunks.<task>.…` and `heads.<task>.…`, with the task's name escaped by `ModuleName`.
final class SeparateNetworks: Module, MultiTaskNetwork {
  let tasks: [String]
  private let trunks: [any Trunk]
  private let heads: [any UnaryLayer]
  private let places: [String: Int]

  /// Creates the networks.
  ///
  /// - Parameters:
  ///   - trunks: one for each task, in the order of the heads.
  ///   - heads: a task's name and the layer that makes its output from its trunk's features.
  init(_ trunks: [any Trunk], heads: [(task: String, head: any UnaryLayer)]) {
    tasks = heads.map(\.task)
    self.trunks = trunks
    self.heads = heads.map(\.head)
    places = Dictionary(heads.enumerated().map { ($1.task, $0) }, uniquingKeysWith: { first, _ in first })
  }

  override var namedChildren: [(name: String, module: Module)]? {
    [("trunks", ModuleDictionary(Array(zip(tasks, trunks)))), ("heads", ModuleDictionary(Array(zip(tasks, heads))))]
  }

  func callAsFunction(_ x: Tensor) -> TaskTensors { outputs(Inputs(x), tasks: tasks) }

  func outputs(_ inputs: Inputs, tasks: [String]) -> TaskTensors {
    let x = inputs.sole
    return TaskTensors(
      uniqueKeysWithValues: tasks.compactMap { task in places[task].map { (task, heads[$0](trunks[$0](x))) } })
  }

  var groups: [SharingGroup] { ownGroups(below: "trunks", "heads") }

  var lastSharedParameters: [(name: String, tensor: Tensor)] { [] }
}
