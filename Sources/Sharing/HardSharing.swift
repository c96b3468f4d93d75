import Backbones
import Components
import OrderedCollections
import Torch

/// Hard parameter sharing: one trunk for all tasks, and a head for each on the trunk's features.
///
/// Parameters are named `trunk.…` and `heads.<task>.…`, with the task's name escaped by `ModuleName`. To train a task
/// alone, use hard sharing with one head. Any trunk and any layers can be combined:
///
///     let trunk = LeNet(side: 36, generator: generator)
///     let network = HardSharing(trunk: trunk, heads: [
///       ("left", Linear(50, 10, generator: generator)),
///       ("right", Sequential(Linear(50, 50, generator: generator), ReLU(), Linear(50, 10, generator: generator))),
///     ])
///     let outputs = network(images)   // ["left": [batch, 10], "right": [batch, 10]]
///
/// Source: Caruana, "Multitask Learning", Machine Learning 28, 1997.
public final class HardSharing: Module, SharedRepresentation {
  /// The trunk that all tasks share.
  public let trunk: any Trunk
  /// The head of each task.
  public let heads: ModuleDictionary
  private let trunkStages: TrunkStages
  private let ordered: [(task: String, head: any UnaryLayer)]
  private let places: [String: Int]

  /// Creates the network.
  ///
  /// - Parameter heads: a task's name and the layer that makes its output from the trunk's features; at least one.
  ///   Names should differ; any text can be a name.
  public init(trunk: any Trunk, heads: [(task: String, head: any UnaryLayer)]) {
    require(!heads.isEmpty, "`heads` should hold at least one task. Found none.")
    self.trunk = trunk
    trunkStages = TrunkStages(trunk)
    self.heads = ModuleDictionary(heads.map { ($0.task, $0.head) })
    ordered = heads
    tasks = heads.map(\.task)
    places = Dictionary(heads.enumerated().map { ($1.task, $0) }, uniquingKeysWith: { first, _ in first })
  }

  override public var namedChildren: [(name: String, module: Module)]? { [("trunk", trunk), ("heads", heads)] }

  public let tasks: [String]

  public func callAsFunction(_ x: Tensor) -> OrderedDictionary<String, Tensor> { outputs(from: represent(x)) }

  /// The shared representation of a batch, which the heads read.
  public func represent(_ x: Tensor) -> Tensor { trunk(x) }

  public func outputs(_ inputs: Inputs, tasks: [String]) -> OrderedDictionary<String, Tensor> {
    let representation = represent(inputs.sole)
    return outputs(from: tasks.map { _ in representation }, tasks: tasks)
  }

  public func outputs(from representations: [Tensor], tasks: [String]) -> OrderedDictionary<String, Tensor> {
    require(
      representations.count == tasks.count,
      "`representations` should hold one for each of \(tasks). Found \(representations.count).")
    let isWhole = tasks == self.tasks
    var outputs = OrderedDictionary<String, Tensor>(minimumCapacity: tasks.count)
    for (index, task) in tasks.enumerated() {
      guard let place = isWhole ? index : places[task] else {
        preconditionFailure("`\(task)` should be one of \(self.tasks).")
      }
      outputs[task] = ordered[place].head(representations[index])
    }
    return outputs
  }

  public func stages(_ x: Tensor) -> [(output: Tensor, parameters: [Tensor])] { trunkStages(x) }

  public var groups: [SharingGroup] {
    [SharingGroup(tasks, .balanced, parameters(below: "trunk"))] + ownGroups(below: "heads")
  }

  public var lastSharedParameters: [(name: String, tensor: Tensor)] {
    sharedParameters(of: trunk.lastLayer)
  }
}

extension HardSharing {
  public static let card = SharingCard(
    About(
      "hard", title: "Hard sharing", "one trunk for all tasks, one head for each",
      citation: Citation("Caruana", "Multitask Learning", "Machine Learning", 1997, "DOI 10.1023/A:1007379606734")),
    needs: .anyTrunk, words: "hard parameter sharing"
  ) { setup in
    let trunk = try setup.trunk()
    return HardSharing(trunk: trunk, heads: try setup.heads(on: trunk.features))
  }
}
