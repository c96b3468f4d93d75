import Backbones
import Components
import Tasks
import Torch

/// Low-rank adapters: one trunk for all tasks, to each of whose layers each task adds a product of low rank.
///
///     y = W x + α/r · B_t A_t x
///
/// Linear layers and convolutions are adapted; of a convolution, A has its kernel and B is 1×1. B starts as zero, so that the
/// network starts as hard sharing. A task has a pass of its own through the trunk. Parameters are named `trunk.…`,
/// `adapters.<task>.<layer>.{down, up}.weight` and `heads.<task>.…`.
///
/// Source: Hu et al., [LoRA: Low-Rank Adaptation of Large Language Models](https://arxiv.org/abs/2106.09685), ICLR 2022; for
/// each task of a shared trunk: a choice of this toolkit.
final class LowRankAdapters: Module, MultiTaskNetwork {
  let trunk: any Trunk
  let tasks: [String]
  private let layers: [any DetouredLayer]
  private let scale: Double
  private let ways: [String: Way]

  /// What one task has of its own.
  private struct Way {
    let adapters: [LowRank]
    let head: any UnaryLayer
  }

  /// A product of low rank that has the form of a layer.
  final class LowRank: Module, UnaryLayer {
    let down: any UnaryLayer
    let up: any UnaryLayer

    /// Nil for a layer that is neither linear nor a plain convolution.
    init?(of layer: Module, rank: Int, generator: Generator) {
      switch layer {
      case let linear as Linear:
        down = Linear(linear.weight.size(1), rank, bias: false, generator: generator)
        up = Linear(rank, linear.weight.size(0), bias: false, generator: generator)
      case let conv as Conv2d where conv.groups == 1:
        down = Conv2d(
          conv.weight.size(1), rank, kernel: Array(conv.weight.shape.suffix(2)), stride: conv.stride,
          padding: conv.padding, dilation: conv.dilation, bias: false, generator: generator)
        up = Conv2d(rank, conv.weight.size(0), kernel: 1, bias: false, generator: generator)
      default: return nil
      }
      for parameter in up.parameters { Initialiser.constant(0).fill(parameter, generator: generator) }
    }

    func callAsFunction(_ x: Tensor) -> Tensor { up(down(x)) }
  }

  /// - Parameters:
  ///   - layers: the adapted layers of the trunk.
  ///   - adapters: for each task, one for each layer.
  ///   - scale: α / r.
  init(
    _ trunk: any Trunk, layers: [any DetouredLayer], adapters: [[LowRank]], scale: Double,
    heads: [(task: String, head: any UnaryLayer)]
  ) {
    self.trunk = trunk
    self.layers = layers
    self.scale = scale
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
    let x = inputs.sole, scale = scale
    return TaskTensors(
      uniqueKeysWithValues: tasks.compactMap { task in
        ways[task].map { way in
          let detours = way.adapters.map { adapter -> Detour in { x, own in own(x) + adapter(x) * scale } }
          return (task, way.head(layers.detoured(detours) { trunk(x) }))
        }
      })
  }

  var groups: [SharingGroup] {
    [SharingGroup(tasks, .balanced, parameters(below: "trunk"))] + ownGroups(below: "adapters", "heads")
  }

  var lastSharedParameters: [(name: String, tensor: Tensor)] { sharedParameters(of: trunk.lastLayer) }
}

extension LowRankAdapters {
  static let card = SharingCard(
    About(
      "low-rank-adapters", title: "Low-rank adapters",
      "one trunk for all tasks, to whose layers each task adds a product of low rank",
      citation: Citation(
        "Hu et al.", "LoRA: Low-Rank Adaptation of Large Language Models", "ICLR", 2022, "arXiv 2106.09685"),
      settings: [
        Setting("rank", .wholeNumber(.width), default: 4, "rank r of the products", source: "Hu et al., 2022"),
        Setting("alpha", .number(.positive), default: 4, "the products are scaled by alpha / rank"),
      ],
      deviations: ["All tasks train the trunk too, unless `network.freeze: trunk` is set."]),
    needs: .anyTrunk, words: "a trunk with low-rank adapters for each task"
  ) { setup in
    let trunk = try setup.trunk(), rank = setup.settings.wholeNumber("rank")
    let layers = trunk.layersInUse(for: setup.input.shape).filter { $0 is Linear || ($0 as? Conv2d)?.groups == 1 }
    guard !layers.isEmpty else {
      throw ShapeError("`low-rank-adapters` needs a trunk with linear layers or convolutions. Found none.")
    }
    let adapters = setup.tasks.map { _ in
      layers.compactMap { LowRankAdapters.LowRank(of: $0, rank: rank, generator: setup.generator) }
    }
    return LowRankAdapters(
      trunk, layers: layers, adapters: adapters, scale: setup.settings.number("alpha") / Double(rank),
      heads: try setup.heads(on: trunk.features))
  }
}

extension [any DetouredLayer] {
  /// Runs `body` with a detour around each of the layers.
  func detoured<Result>(_ detours: [Detour], _ body: () -> Result) -> Result {
    for (layer, detour) in zip(self, detours) { layer.detour = detour }
    defer { for layer in self { layer.detour = nil } }
    return body()
  }
}

extension Trunk {
  /// The layers that a pass really calls, in its order. A trunk may compute with a layer's weights and leave the layer out.
  func layersInUse(for input: [Int]) -> [any DetouredLayer] {
    let layers = modules().compactMap { $0 as? any DetouredLayer }
    var used: [any DetouredLayer] = []
    let detours = layers.map { layer -> Detour in
      { x, own in
        if !used.contains(where: { $0 === layer }) { used.append(layer) }
        return own(x)
      }
    }
    return layers.detoured(detours) {
      evaluating { withoutGradients { _ = self(Tensor.zeros([1] + input)) } }
      return used
    }
  }
}
