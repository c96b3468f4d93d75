import Backbones
import Tasks
import Torch

/// Mixtures of experts: several trunks, and for each task a gate that weighs them for each sample. A task's head reads its
/// mixture.
///
///     z_t = Σ_k g_t(x)_k E_k(x)
///
/// Experts can belong to all tasks or to one. All tasks move the shared experts; gates, heads and a task's own experts belong
/// to one task each. There is no single shared representation. Parameters are named `experts.<k>.…`,
/// `ownExperts.<task>.<k>.…`, `gates.<task>.…` and `heads.<task>.…`, with the task's name escaped by `ModuleName`.
public class ExpertSharing: Module, MultiTaskNetwork {
  public let tasks: [String]
  /// The experts of all tasks.
  public let experts: [any Trunk]
  private let ways: [String: Way]

  /// What one task has of its own.
  private struct Way {
    let experts: [any Trunk]
    let gate: any Gate
    let head: any UnaryLayer
  }

  /// Creates the network.
  ///
  /// - Parameters:
  ///   - experts: those of all tasks; at least one.
  ///   - own: the further experts of each task; none by default.
  ///   - gates: one for each task. It weighs the experts of all tasks first, then the task's own.
  ///   - heads: a task's name and the layer that makes its output from the experts' features.
  init(
    _ experts: [any Trunk], own: [[any Trunk]] = [], gates: [any Gate],
    heads: [(task: String, head: any UnaryLayer)]
  ) {
    tasks = heads.map(\.task)
    self.experts = experts
    ways = Dictionary(
      heads.enumerated().map { place, task in
        (task.task, Way(experts: own.isEmpty ? [] : own[place], gate: gates[place], head: task.head))
      }, uniquingKeysWith: { first, _ in first })
  }

  override public var namedChildren: [(name: String, module: Module)]? {
    func own(_ part: (Way) -> Module) -> ModuleDictionary { ModuleDictionary(tasks.map { ($0, part(ways[$0]!)) }) }
    let further = ways.values.contains { !$0.experts.isEmpty } ? [("ownExperts", own { Sequential($0.experts) })] : []
    return [("experts", Sequential(experts))] + further + [("gates", own { $0.gate }), ("heads", own { $0.head })]
  }

  public func callAsFunction(_ x: Tensor) -> TaskTensors { outputs(Inputs(x), tasks: tasks) }

  public func outputs(_ inputs: Inputs, tasks: [String]) -> TaskTensors {
    let x = inputs.sole
    if let misfit = experts[0].misfit(x) { return TaskTensors(uniqueKeysWithValues: tasks.map { ($0, misfit) }) }
    let shared = experts.map { $0(x) }
    return TaskTensors(
      uniqueKeysWithValues: tasks.compactMap { task in
        ways[task].map { way in
          let mixture = ExpertMixture.mix(weights(x, of: task, way.gate), shared + way.experts.map { $0(x) })
          return (task, way.head(mixture))
        }
      })
  }

  /// The weights of a task's experts for a batch, `[batch, experts]`.
  func weights(_ x: Tensor, of task: String, _ gate: any Gate) -> Tensor { gate(x) }

  public var groups: [SharingGroup] {
    [SharingGroup(tasks, .balanced, parameters(below: "experts"))] + ownGroups(below: "ownExperts", "gates", "heads")
  }

  /// The parameters of the shared experts' last layers.
  public var lastSharedParameters: [(name: String, tensor: Tensor)] {
    experts.flatMap { sharedParameters(of: $0.lastLayer) }
  }
}
