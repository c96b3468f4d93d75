import Backbones
import Components
import Tasks
import Torch

/// A shared encoder for all tasks and a private one for each. A task's head reads the features of both side by side, or as a gate mixes them.
///
/// A task with one answer for a whole sequence joins the two vectors of the sequence, others join the vectors of each element. An
/// embedding of texts is shared. Classes can be vectors in the space of the features, one for all tasks that have a class of the name.
/// Parameters are named `trunk.…`, `private.<task>.{encoder, projection, gate}.…`, `heads.<task>.…` and `labels.<number>.vectors`.
///
/// Source: Liu, Qiu, Huang, [Adversarial Multi-task Learning for Text Classification](https://aclanthology.org/P17-1001), ACL 2017.
class SharedPrivate: Module, MultiTaskNetwork {
  let tasks: [String]
  /// The shared encoder.
  let trunk: any Trunk
  /// What each task has between the encoders and its head.
  let parts: [PrivatePart]
  private let heads: [any UnaryLayer]
  private let labels: [CommonLabels]
  private let wiring: Wiring
  private let places: [String: Int]

  /// What private encoders read.
  enum Wiring: String, CaseIterable {
    /// What the shared encoder reads.
    case parallel
    /// The shared features.
    case stacked
  }

  init(
    _ trunk: any Trunk, parts: [PrivatePart], wiring: Wiring, heads: [(task: String, head: any UnaryLayer)],
    labels: [CommonLabels]
  ) {
    self.trunk = trunk
    self.parts = parts
    self.wiring = wiring
    self.labels = labels
    tasks = heads.map(\.task)
    self.heads = heads.map(\.head)
    places = Dictionary(heads.enumerated().map { ($1.task, $0) }, uniquingKeysWith: { first, _ in first })
  }

  override var namedChildren: [(name: String, module: Module)]? {
    let common = labels.enumerated().map { ("\($0)", $1.vectors as Module) }
    return [
      ("trunk", trunk), ("private", ModuleDictionary(Array(zip(tasks, parts)))),
      ("heads", ModuleDictionary(Array(zip(tasks, heads)))), ("labels", ModuleDictionary(common)),
    ]
  }

  func callAsFunction(_ x: Tensor) -> TaskTensors { outputs(Inputs(x), tasks: tasks) }

  func outputs(_ inputs: Inputs, tasks: [String]) -> TaskTensors {
    let x = inputs.sole
    if let misfit = trunk.misfit(x) { return TaskTensors(uniqueKeysWithValues: tasks.map { ($0, misfit) }) }
    let (read, shared) = trunk.encoded(x)
    let passes = tasks.compactMap { places[$0] }.map { place in
      Pass(task: place, own: parts[place].encoder?(wiring == .stacked ? shared : read))
    }
    passed(shared, passes)
    return TaskTensors(
      uniqueKeysWithValues: zip(tasks, passes).map { task, pass in
        (task, heads[pass.task](parts[pass.task].joined(shared, pass.own)))
      })
  }

  /// A task of a pass, with its private features if it has some.
  struct Pass {
    let task: Int
    let own: Tensor?
  }

  /// Receives the shared and private features of a pass.
  func passed(_ shared: Tensor, _ passes: [Pass]) {}

  var groups: [SharingGroup] {
    let common = labels.enumerated().map { place, labels in
      SharingGroup(labels.tasks, .balanced, parameters(below: "labels.\(place)"))
    }
    return [SharingGroup(tasks, .balanced, parameters(below: "trunk"))] + common + ownGroups(below: "private", "heads")
  }

  var lastSharedParameters: [(name: String, tensor: Tensor)] { sharedParameters(of: trunk.lastLayer) }
}

extension Trunk {
  /// What a further encoder reads of a batch next to this one, and the features. It is the batch, or its embedding if encoders can have one
  /// in common.
  fileprivate func encoded(_ x: Tensor) -> (read: Tensor, features: Tensor) {
    guard let text = self as? SequenceTrunk, let embedded = text.commonEmbedding else { return (x, self(x)) }
    let read = embedded.run(x)
    return (read, text.stages.dropFirst().reduce(read) { $1.run($0) })
  }
}
