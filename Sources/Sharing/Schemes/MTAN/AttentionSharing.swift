import Backbones
import Components
import Tasks
import Torch

/// The multi-task attention network (MTAN): one trunk for all tasks, and masks for each task. At several of the trunk's
/// maps a mask chooses what the task uses.
///
/// Site s of the trunk has a seen map u_s and a masked map v_s. The task's attended map a_s is
///
///     m_s = mask_s([u_s, r_{s−1}(a_{s−1})]),   a_s = m_s ⊙ v_s
///
/// A task's head reads its last attended map. The trunk's own computation does not depend on the tasks: if all masks of
/// the last site are one, this is hard sharing. All tasks use the same refiners r.
///
/// Methods that look at gradients see the trunk as the shared part. Masks and heads belong to one task each. Refiners
/// are joint: all tasks train them, and no method looks at them. There is no single shared representation. Parameters
/// are named `trunk.…`, `masks.<task>.<site>.…`, `refiners.<site>.…` and `heads.<task>.…`, with the task's name escaped
/// by `ModuleName`.
///
/// Sources: Liu, Johns, Davison, [End-to-End Multi-Task Learning with Attention](https://arxiv.org/abs/1803.10704),
/// CVPR 2019; which parameters are shared: as in LibMTL (Lin, Zhang, JMLR 2023).
public final class AttentionSharing: Module, MultiTaskNetwork {
  /// The trunk that all tasks share.
  public let trunk: any AttendedTrunk
  /// The masks of each task, a `Sequential` with one for each site.
  public let masks: ModuleDictionary
  /// The layers that bring a task's map to the next site, the same for all tasks.
  public let refiners: Sequential
  /// The head of each task.
  public let heads: ModuleDictionary
  private let ordered: [Way]

  /// The layers that one task's map passes through.
  private struct Way {
    let task: String
    let masks: [any UnaryLayer]
    let head: any UnaryLayer
  }

  /// Creates the network.
  ///
  /// - Parameters:
  ///   - heads: a task's name and the layer that makes its output from the trunk's features; at least one. Names should
  ///     differ; any text can be a name.
  ///   - generator: draws the start values of refiners and masks.
  public init(trunk: any AttendedTrunk, heads: [(task: String, head: any UnaryLayer)], generator: Generator) {
    require(!heads.isEmpty, "`heads` should hold at least one task. Found none.")
    self.trunk = trunk
    refiners = Sequential(trunk.refiners(generator: generator))
    let masks = heads.map { _ in Sequential(trunk.attentionSites.map { $0.mask(generator: generator) }) }
    self.masks = ModuleDictionary(zip(heads, masks).map { ($0.task, $1) })
    self.heads = ModuleDictionary(heads.map { ($0.task, $0.head) })
    ordered = zip(heads, masks).map { Way(task: $0.task, masks: $1.layers, head: $0.head) }
  }

  override public var namedChildren: [(name: String, module: Module)]? {
    [("trunk", trunk), ("masks", masks), ("refiners", refiners), ("heads", heads)]
  }

  public var tasks: [String] { ordered.map(\.task) }

  public func callAsFunction(_ x: Tensor) -> TaskTensors {
    let misfit = trunk.misfit(x)
    let maps = misfit == nil ? trunk.attentionMaps(x) : []
    var outputs: TaskTensors = [:]
    for way in ordered { outputs[way.task] = misfit ?? way.head(trunk.features(of: attended(maps, by: way))) }
    return outputs
  }

  /// The task's map of the last site.
  private func attended(_ maps: [(seen: Tensor, masked: Tensor)], by way: Way) -> Tensor {
    var attended: Tensor?
    for (site, map) in maps.enumerated() {
      let incoming = attended.map { refiners.layers[site - 1]($0) }
      attended = way.masks[site](incoming.map { Tensor.cat([map.seen, $0], 1) } ?? map.seen) * map.masked
    }
    return attended!
  }

  public var groups: [SharingGroup] {
    [
      SharingGroup(tasks, .balanced, parameters(below: "trunk")),
      SharingGroup(tasks, .joint, parameters(below: "refiners")),
    ] + ownGroups(below: "masks", "heads")
  }

  public var lastSharedParameters: [(name: String, tensor: Tensor)] {
    sharedParameters(of: trunk.lastLayer)
  }
}

extension AttentionSharing {
  static let card = SharingCard(
    About(
      "mtan", title: "MTAN",
      "hard sharing with masks of each task at the trunk's maps (MTAN), for segnet and the resnets",
      citation: Citation(
        "Liu, Johns, Davison", "End-to-End Multi-Task Learning with Attention", "CVPR", 2019, "arXiv 1803.10704")),
    needs: .attentionSites, words: "attention masks for each task"
  ) { setup in
    // The card asks for such a trunk.
    let trunk = try setup.trunk() as! any AttendedTrunk
    let network = AttentionSharing(
      trunk: trunk, heads: try setup.heads(on: trunk.features), generator: setup.generator)
    setup.start(network.masks)
    setup.start(network.refiners)
    return network
  }
}

extension SharingCard.Need {
  /// A trunk at whose maps tasks can attend, an ``AttendedTrunk``.
  public static let attentionSites = Self("segnet or a resnet") { $0 is any AttendedTrunk.Type }
}
