import Backbones
import Components
import Tasks
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
  private let sets: [Member]
  private let trunkStages: TrunkStages
  private let headOf: [String: any UnaryLayer]

  /// A set with its stem, whose parameters are found once.
  private struct Member {
    let name: String
    let tasks: [String]
    let stem: any UnaryLayer
    let parameters: [Tensor]
  }

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
    sets = stems.map { Member(name: $0.set, tasks: $0.tasks, stem: $0.stem, parameters: $0.stem.parameters) }
    trunkStages = TrunkStages(trunk)
    headOf = Dictionary(heads.map { ($0.task, $0.head) }, uniquingKeysWith: { first, _ in first })
  }

  override public var namedChildren: [(name: String, module: Module)]? {
    [("stems", stems), ("trunk", trunk), ("heads", heads)]
  }

  /// The outputs of the first set's tasks. Use ``outputs(_:tasks:)`` to say which tasks a batch is of.
  public func callAsFunction(_ x: Tensor) -> TaskTensors {
    outputs(Inputs(x), tasks: sets[0].tasks)
  }

  public func outputs(_ inputs: Inputs, tasks: [String]) -> TaskTensors {
    let representation = set(of: tasks).map { trunk($0.stem(inputs.sole)) } ?? Tensor.failed
    return outputs(from: TaskTensors(uniqueKeysWithValues: tasks.map { ($0, representation) }))
  }

  public func outputs(from copies: TaskTensors) -> TaskTensors {
    var outputs: TaskTensors = [:]
    for (task, copy) in copies { outputs[task] = headOf[task]?(copy) }
    return outputs
  }

  /// The set that some tasks are of. If they are of several, the operation fails.
  private func set(of tasks: [String]) -> Member? {
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
    return [(start, set.parameters)] + trunkStages(start)
  }

  public var groups: [SharingGroup] {
    sets.map { SharingGroup($0.tasks, .balanced, parameters(below: "stems.\(ModuleName.escaping($0.name))")) }
      + [SharingGroup(tasks, .balanced, parameters(below: "trunk"))] + ownGroups(below: "heads")
  }

  public var lastSharedParameters: [(name: String, tensor: Tensor)] {
    sharedParameters(of: trunk.lastLayer)
  }
}

/// A trunk of a set's own, and a layer that brings its features to the size that all sets share:
/// `[batch, …]` → `[batch, width]`. A map's features are averaged over its places. Names: `trunk.…`, `projection.…`.
public final class Stem: Module, UnaryLayer {
  let trunk: any Trunk
  let projection: Linear

  /// Creates the stem.
  public init(_ trunk: any Trunk, width: Int, generator: Generator) {
    self.trunk = trunk
    projection = Linear(trunk.features.size, width, generator: generator)
  }

  public func callAsFunction(_ x: Tensor) -> Tensor {
    projection(trunk.features.whole(trunk(x))).relu()
  }
}

/// A set of data as ``StemSharing`` needs it.
public struct StemmedSet: Sendable {
  /// The set's name, which its stem's parameters have.
  public let name: String
  /// The names of its tasks.
  public let tasks: [String]
  /// What one of its samples looks like.
  public let input: InputDescription
  /// The trunk of its own.
  public let stem: Chosen<TrunkCard>

  public init(name: String, tasks: [String], input: InputDescription, stem: Chosen<TrunkCard>) {
    self.name = name
    self.tasks = tasks
    self.input = input
    self.stem = stem
  }
}

extension StemSharing {
  /// An input that a stem's trunk cannot take.
  public struct StemError: Error {
    /// The name of the set.
    public let set: String
    public let error: ShapeError
  }

  /// Makes the network of some tasks of several sets.
  ///
  /// - Parameters:
  ///   - sets: each with its stem; every task in one of them.
  ///   - width: the size of the vectors that all stems make.
  ///   - trunk: takes these vectors.
  ///   - pretrained: a safetensors file with the trunk's start values.
  ///   - generator: draws the start values, those of the stems first, and the dropout masks later.
  /// - Throws: ``StemError`` for samples that a stem cannot take; `ShapeError` for a trunk or a head that does not fit; for
  ///   a file of start values, its error.
  public static func network(
    for tasks: [LearningTask], sets: [StemmedSet], width: Int, trunk: Chosen<TrunkCard>, heads: Chosen<HeadCard>,
    pretrained: String? = nil, generator: Generator
  ) throws -> StemSharing {
    let stems = try sets.map { set in
      do {
        let own = try set.stem.trunk(for: set.input, generator: generator)
        return (set: set.name, tasks: set.tasks, stem: Stem(own, width: width, generator: generator) as any UnaryLayer)
      } catch let error as ShapeError {
        throw StemError(set: set.name, error: error)
      }
    }
    let setup = SharingSetup(
      tasks: tasks, input: .vector(width), settings: trunk.settings, generator: generator, trunk: trunk, heads: heads,
      pretrained: pretrained)
    let shared = try setup.trunk()
    return StemSharing(stems: stems, trunk: shared, heads: try setup.heads(on: shared.features))
  }
}
