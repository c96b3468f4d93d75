import Backbones
import Components
import Tasks
import Torch

/// Adapters: one trunk for all tasks, and after each of its levels a small layer of each task whose output is added.
///
///     h ← h + up(relu(down(h)))
///
/// Start values of `up` are zero, so that the network starts as hard sharing. A task has a pass of its own through the trunk.
/// Parameters are named `trunk.…`, `adapters.<task>.<level>.{down, up}.…` and `heads.<task>.…`.
///
/// Sources: Rebuffi, Bilen, Vedaldi, [Learning multiple visual domains with residual
/// adapters](https://arxiv.org/abs/1705.08045), NeurIPS 2017; the bottleneck: Houlsby et al., [Parameter-Efficient Transfer
/// Learning for NLP](https://arxiv.org/abs/1902.00751), ICML 2019.
final class Adapters: Module, MultiTaskNetwork {
  let trunk: any StagedTrunk
  let tasks: [String]
  private let ways: [String: Way]

  /// What one task has of its own.
  private struct Way {
    let adapters: [Adapter]
    let head: any UnaryLayer
  }

  /// A bottleneck whose output is added to its input.
  final class Adapter: Module, UnaryLayer {
    let down: any UnaryLayer
    let up: any UnaryLayer

    init(_ features: LevelFeatures, width: Int, generator: Generator) {
      down = features.map(from: features.channels, to: width, bias: true, generator: generator)
      up = features.map(from: width, to: features.channels, bias: true, generator: generator)
      for parameter in up.parameters { Initialiser.constant(0).fill(parameter, generator: generator) }
    }

    func callAsFunction(_ x: Tensor) -> Tensor { x + up(down(x).relu()) }
  }

  init(_ trunk: any StagedTrunk, adapters: [[Adapter]], heads: [(task: String, head: any UnaryLayer)]) {
    self.trunk = trunk
    tasks = heads.map(\.task)
    ways = Dictionary(
      zip(heads, adapters).map { ($0.task, Way(adapters: $1, head: $0.head)) }, uniquingKeysWith: { first, _ in first })
  }

  override var namedChildren: [(name: String, module: Module)]? {
    func own(_ part: (Way) -> Module) -> ModuleDictionary { ModuleDictionary(tasks.map { ($0, part(ways[$0]!)) }) }
    return [("trunk", trunk), ("adapters", own { Sequential($0.adapters) }), ("heads", own { $0.head })]
  }

  func callAsFunction(_ x: Tensor) -> TaskTensors { outputs(Inputs(x), tasks: tasks) }

  func outputs(_ inputs: Inputs, tasks: [String]) -> TaskTensors {
    let x = inputs.sole
    if let misfit = trunk.misfit(x) { return TaskTensors(uniqueKeysWithValues: tasks.map { ($0, misfit) }) }
    return TaskTensors(
      uniqueKeysWithValues: tasks.compactMap { task in
        ways[task].map { way in
          let pass = LevelPass(trunk)
          return (task, way.head(way.adapters.enumerated().reduce(x) { $1.element(pass($1.offset, $0)) }))
        }
      })
  }

  var groups: [SharingGroup] {
    [SharingGroup(tasks, .balanced, parameters(below: "trunk"))] + ownGroups(below: "adapters", "heads")
  }

  var lastSharedParameters: [(name: String, tensor: Tensor)] { sharedParameters(of: trunk.lastLayer) }
}

extension Adapters {
  static let card = SharingCard(
    About(
      "adapters", title: "Adapters", "one trunk for all tasks, and small layers of each task after its levels",
      citation: Citation(
        "Rebuffi, Bilen, Vedaldi", "Learning multiple visual domains with residual adapters", "NeurIPS", 2017,
        "arXiv 1705.08045"),
      settings: [
        Setting(
          "width", .wholeNumber(.width), default: 16, "outputs of an adapter's first layer",
          source: "a choice of this toolkit")
      ],
      deviations: ["An adapter is a bottleneck without normalisation, and starts as nothing."]),
    needs: .stages, words: "a trunk with adapters for each task"
  ) { setup in
    // The card asks for such a trunk.
    let trunk = try setup.trunk() as! any StagedTrunk
    let levels = try trunk.levelFeatures(for: setup.input.shape)
    let adapters = setup.tasks.map { _ in
      levels.map { Adapter($0, width: setup.settings.wholeNumber("width"), generator: setup.generator) }
    }
    return Adapters(trunk, adapters: adapters, heads: try setup.heads(on: trunk.features))
  }
}
