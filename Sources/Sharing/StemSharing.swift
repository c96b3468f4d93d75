import Backbones
import OrderedCollections
import Torch

/// Hard parameter sharing between data sets of different form: a stem for each set brings its samples to vectors of one
/// size, and one trunk and a head for each task follow.
///
/// A batch holds samples of one set, so only tasks of one set can be asked for together. A stem is shared by the tasks
/// of its set: for a method that looks at gradients, a task of another set has a gradient of zero there. Parameters are
/// named `stems.<set>.…`, `trunk.…` and `heads.<task>.…`, with the names of sets and tasks escaped by `ModuleName`.
///
/// ```swift
/// let network = StemSharing(
///   stems: [("digits", ["digit"], LeNet(generator: g)), ("houses", ["price", "age"], Linear(8, 50, generator: g))],
///   trunk: MLP(50, hidden: [64], generator: g), heads: heads)
/// ```
public final class StemSharing: Module, SharedRepresentation {
  /// The stem of each set.
  public let stems: ModuleDictionary
  /// The trunk that all tasks share.
  public let trunk: any Trunk
  /// The head of each task.
  public let heads: ModuleDictionary
  public let tasks: [String]
  private let sets: [(name: String, tasks: [String], stem: any UnaryLayer)]
  private let headOf: [String: any UnaryLayer]

  /// Creates the network.
  ///
  /// - Parameters:
  ///   - stems: a set's name, its tasks, and the layer that turns its samples into vectors, `[batch, …]` → `[batch,
  ///     size]`, with one size for all sets.
  ///   - trunk: takes these vectors.
  ///   - heads: a task's name and the layer that makes its output from the trunk's features. Every task is in one set.
  public init(
    stems: [(set: String, tasks: [String], stem: any UnaryLayer)], trunk: any Trunk,
    heads: [(task: String, head: any UnaryLayer)]
  ) {
    let names = heads.map(\.task)
    let given = stems.flatMap(\.tasks)
    require(
      given.count == names.count && Set(given) == Set(names),
      "`stems` should have each of the tasks \(names) once. Found \(given).")
    self.stems = ModuleDictionary(stems.map { ($0.set, $0.stem) })
    self.trunk = trunk
    self.heads = ModuleDictionary(heads.map { ($0.task, $0.head) })
    tasks = names
    sets = stems.map { (name: $0.set, tasks: $0.tasks, stem: $0.stem) }
    headOf = Dictionary(heads.map { ($0.task, $0.head) }, uniquingKeysWith: { first, _ in first })
  }

  override public var namedChildren: [(name: String, module: Module)]? {
    [("stems", stems), ("trunk", trunk), ("heads", heads)]
  }

  /// The outputs of the first set's tasks. Use ``outputs(_:tasks:)`` to say which tasks a batch is of.
  public func callAsFunction(_ x: Tensor) -> OrderedDictionary<String, Tensor> {
    outputs(Inputs(x), tasks: sets[0].tasks)
  }

  public func outputs(_ inputs: Inputs, tasks: [String]) -> OrderedDictionary<String, Tensor> {
    let representation = set(of: tasks).map { trunk($0.stem(inputs.sole)) } ?? Tensor.failed
    return outputs(from: tasks.map { _ in representation }, tasks: tasks)
  }

  public func outputs(from representations: [Tensor], tasks: [String]) -> OrderedDictionary<String, Tensor> {
    var outputs = OrderedDictionary<String, Tensor>(minimumCapacity: tasks.count)
    for (task, representation) in zip(tasks, representations) { outputs[task] = headOf[task]?(representation) }
    return outputs
  }

  /// The set that some tasks are of. If they are of several, the operation fails.
  private func set(of tasks: [String]) -> (name: String, tasks: [String], stem: any UnaryLayer)? {
    if let set = sets.first(where: { set in tasks.allSatisfy(set.tasks.contains) }) { return set }
    failOperation("the tasks of a batch should be of one data set. Found \(tasks).")
    return nil
  }

  public func stages(_ x: Tensor) -> [(output: Tensor, parameters: [Tensor])] {
    stages(Inputs(x), tasks: sets[0].tasks)
  }

  public func stages(_ inputs: Inputs, tasks: [String]) -> [(output: Tensor, parameters: [Tensor])] {
    guard let set = set(of: tasks) else { return [] }
    let start = set.stem(inputs.sole)
    guard let trunk = trunk as? any StagedTrunk else {
      return [(start, set.stem.parameters), (trunk(start), trunk.parameters)]
    }
    let parameters = trunk.stages.map { $0.modules.flatMap(\.parameters) }
    return [(start, set.stem.parameters)] + zip(trunk.stageOutputs(start), parameters).map { ($0, $1) }
  }

  public var groups: [SharingGroup] {
    sets.map { SharingGroup($0.tasks, .balanced, parameters(below: "stems.\(ModuleName.escaping($0.name))")) }
      + [SharingGroup(tasks, .balanced, parameters(below: "trunk"))] + ownGroups(below: "heads")
  }

  public var lastSharedParameters: [(name: String, tensor: Tensor)] {
    let last = Set(trunk.lastLayer.parameters.map(ObjectIdentifier.init))
    return parameters(below: "trunk").filter { last.contains(ObjectIdentifier($0.tensor)) }
  }
}
