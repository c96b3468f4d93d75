import Backbones
import Components
import Tasks
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
  /// The heads that are computed together.
  private let stacks: [HeadStack]
  private let besideStacks: [(task: String, head: any UnaryLayer)]

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
    let stacks = places.count == heads.count ? HeadStack.stacks(heads) : []
    let together = Set(stacks.flatMap(\.order.tasks))
    besideStacks = heads.filter { !together.contains($0.task) }
    self.stacks = stacks
  }

  /// The stacks whose parameters still lie side by side: all, or none.
  private var standing: [HeadStack] { stacks.allSatisfy(\.holds) ? stacks : [] }

  /// The heads that are computed one by one.
  private var single: [(task: String, head: any UnaryLayer)] { standing.isEmpty ? ordered : besideStacks }

  override public var namedChildren: [(name: String, module: Module)]? { [("trunk", trunk), ("heads", heads)] }

  public let tasks: [String]

  public func callAsFunction(_ x: Tensor) -> TaskTensors { outputs(from: represent(x)) }

  /// The shared representation of a batch, which the heads read.
  public func represent(_ x: Tensor) -> Tensor { trunk(x) }

  public func outputs(_ inputs: Inputs, tasks: [String]) -> TaskTensors {
    let representation = represent(inputs.sole)
    if tasks == self.tasks { return outputs(from: representation) }
    return outputs(from: TaskTensors(uniqueKeysWithValues: tasks.map { ($0, representation) }))
  }

  public func outputs(from representation: Tensor) -> TaskTensors {
    let (stacks, single) = (standing, single)
    return TaskTensors(
      tasks, single: single.reduce(into: [:]) { $0[$1.task] = $1.head(representation) },
      blocks: stacks.map { TaskTensors.Block($0.order, $0(representation)) })
  }

  public func copies(of representation: Tensor, for tasks: [String]) -> TaskTensors {
    let stacks = tasks == self.tasks ? standing : []
    let single = stacks.isEmpty ? tasks : single.map(\.task)
    return TaskTensors(
      tasks, single: single.reduce(into: [:]) { $0[$1] = representation.view(representation.shape) },
      blocks: stacks.map { stack in
        var shape = representation.shape
        shape.insert(stack.order.tasks.count, at: 1)
        return TaskTensors.Block(stack.order, representation.unsqueeze(1).expand(shape))
      })
  }

  public func outputs(from copies: TaskTensors) -> TaskTensors {
    guard copies.blocks.isEmpty else {
      let (stacks, single) = (standing, single)
      return TaskTensors(
        copies.keys, single: single.reduce(into: [:]) { $0[$1.task] = copies[$1.task].map($1.head.callAsFunction) },
        blocks: zip(stacks, copies.blocks).map { TaskTensors.Block($0.order, $0(copies: $1.tensor)) })
    }
    var outputs: TaskTensors = [:]
    for (task, copy) in copies {
      guard let place = places[task] else { preconditionFailure("`\(task)` should be one of \(tasks).") }
      outputs[task] = ordered[place].head(copy)
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
