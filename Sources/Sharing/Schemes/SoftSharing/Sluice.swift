import Backbones
import Components
import Torch

/// A sluice: the features of each task are two subspaces, and each subspace becomes a weighted sum of all subspaces of all
/// tasks.
///
///     h̃_{t,g} = Σ_{j,q} α_{(t,g),(j,q)} h_{j,q}
final class SubspaceMixture: Module, FeatureExchange {
  /// `[2 · tasks, 2 · tasks]`: how much of the second subspace's features the first one gets. The subspaces of a task lie
  /// side by side.
  @Parameter var alpha: Tensor
  private let axis: Int

  static let subspaces = 2

  /// - Parameter own: the start value of a subspace's weight of itself; the others share the rest of 1. All are equal if
  ///   it is nil.
  init(tasks: Int, _ features: LevelFeatures, own: Double?) {
    let count = Self.subspaces * tasks
    let own = own ?? 1 / Double(count)
    let others = (1 - own) / Double(count - 1)
    alpha = Tensor.eye(count) * (own - others) + others
    axis = features.axis
  }

  func callAsFunction(_ h: [Tensor?], for tasks: Set<Int>) -> [Tensor?] {
    let parts = h.compactMap { $0 }.flatMap { x -> [Tensor] in
      let half = x.size(axis) / Self.subspaces
      return (0..<Self.subspaces).map { x.narrow(axis, start: $0 * half, length: half) }
    }
    let stacked = Tensor.stack(parts, 1)
    let mixed = alpha.matmul(stacked.flatten(from: 2)).view(stacked.shape)
    return h.indices.map { task in
      guard tasks.contains(task) else { return nil }
      return Tensor.cat((0..<Self.subspaces).map { mixed.select(1, index: task * Self.subspaces + $0) }, axis)
    }
  }
}

/// Sluice networks: a trunk for each task whose levels mix subspaces of their features, and heads that read a mixture of all
/// levels.
///
/// A penalty keeps the two subspaces of a level apart: λ Σ ‖W₁ W₂ᵀ‖²_F over the weight matrices, whose rows make the first
/// and the second half of the features.
///
/// Source: Ruder, Bingel, Augenstein, Søgaard, [Latent Multi-task Architecture
/// Learning](https://arxiv.org/abs/1705.08142), AAAI 2019.
final class Sluice: SoftSharing, Penalised {
  /// `[levels]` for each task: how much of each level's features its head reads; nil if it reads the last alone.
  let beta: Mixtures?
  private let penaltyWeight: Double
  private let halved: [Tensor]

  /// The mixtures of the levels. Names: the tasks' places.
  final class Mixtures: Module {
    let tasks: [LevelMixture]

    init(tasks: Int, levels: Int, last: Double) {
      self.tasks = (0..<tasks).map { _ in LevelMixture(levels, last: last) }
    }

    override var namedChildren: [(name: String, module: Module)]? { tasks.enumerated().map { ("\($0)", $1) } }
  }

  /// A weighted sum of features.
  final class LevelMixture: Module {
    @Parameter var weights: Tensor

    init(_ levels: Int, last: Double) {
      let others = levels > 1 ? (1 - last) / Double(levels - 1) : 0
      weights = Tensor((0..<levels).map { $0 == levels - 1 ? (levels > 1 ? last : 1) : others } as [Double]).to(
        .float32)
    }
  }

  /// - Parameters:
  ///   - own: the start value of a subspace's weight of itself; nil for equal weights.
  ///   - last: the start value of a head's weight of the last level; nil if it reads the last level alone.
  ///   - penalty: the factor of the penalty.
  init(
    _ trunks: [any StagedTrunk], levels: [LevelFeatures], heads: [(task: String, head: any UnaryLayer)], own: Double?,
    last: Double?, penalty: Double
  ) {
    beta = last.map { Mixtures(tasks: trunks.count, levels: levels.count, last: $0) }
    penaltyWeight = penalty
    halved = trunks.flatMap { trunk in
      zip(trunk.levels.indices, levels).flatMap { level, features in
        trunk.modules(of: level).flatMap(\.parameters).filter { $0.rank > 1 && $0.size(0) == features.channels }
      }
    }
    super.init(
      trunks, heads: heads, exchanges: levels.map { SubspaceMixture(tasks: trunks.count, $0, own: own) },
      named: "mixtures")
  }

  override var namedChildren: [(name: String, module: Module)]? {
    (super.namedChildren ?? []) + (beta.map { [("levels", $0)] } ?? [])
  }

  override var readsAllLevels: Bool { beta != nil }

  override func representation(of task: Int, in levels: [[Tensor?]]) -> Tensor {
    guard let weights = beta?.tasks[task].weights else { return super.representation(of: task, in: levels) }
    return levels.enumerated().reduce(nil as Tensor?) { sum, level in
      let part = (level.element[task] ?? .failed) * weights.select(0, index: level.offset)
      return sum.map { $0 + part } ?? part
    } ?? .failed
  }

  override func furtherModules(of task: Int) -> [Module] { beta.map { [$0.tasks[task]] } ?? [] }

  var penalties: [Penalty] {
    let overlaps = halved.map { weight -> Tensor in
      let rows = weight.flatten(from: 1), half = rows.size(0) / SubspaceMixture.subspaces
      return rows.narrow(0, start: 0, length: half).matmul(rows.narrow(0, start: half, length: half).transpose(0, 1))
        .square().sum()
    }
    guard let first = overlaps.first else { return [] }
    return [Penalty("subspaces", overlaps.dropFirst().reduce(first) { $0 + $1 }, weight: penaltyWeight)]
  }
}

extension Sluice {
  static let card = SharingCard(
    About(
      "sluice", title: "Sluice",
      "a trunk for each task; subspaces of the features are mixed after each level, and heads read all levels",
      citation: Citation(
        "Ruder, Bingel, Augenstein, Søgaard", "Latent Multi-task Architecture Learning", "AAAI", 2019,
        "arXiv 1705.08142"),
      settings: [
        Setting(
          "own", .number(.fraction), otherwise: "all equal",
          "start value of a subspace's weight of itself; the others share the rest of 1"),
        Setting(
          "all-levels", .truth, default: true,
          "whether heads read a mixture of all levels, which should then give features of one shape; otherwise the last"
        ),
        Setting(
          "last-level", .number(.fraction), default: 0.9,
          "start value of a head's weight of the last level; the others share the rest of 1",
          source: "the authors' code",
          where: .is("all-levels", true)),
        Setting(
          "penalty", .number(.nonNegative), default: 0.1,
          "factor of the penalty that keeps the two subspaces apart", source: "a choice of this toolkit"),
      ],
      deviations: [
        "The authors' code reshapes the features so that a row of weights meets units of several tasks; here the definition in the paper is followed."
      ]),
    needs: .stages, words: "a trunk for each task, joined by sluices", hasTrunkPerTask: true
  ) { setup in
    let (trunks, levels) = try setup.trunkPerTask(for: "sluice")
    let settings = setup.settings, names = trunks[0].levels.map(\.name)
    for (name, level) in zip(names, levels) where level.channels % SubspaceMixture.subspaces != 0 {
      throw ShapeError("`sluice` needs levels with an even number of channels. Found \(level.channels) in `\(name)`.")
    }
    if settings.truth("all-levels"), let other = levels.firstIndex(where: { $0 != levels[0] }) {
      throw ShapeError(
        "`sluice` with `all-levels` needs levels that give features of one shape. Found \(levels[0].shape) in "
          + "`\(names[0])` and \(levels[other].shape) in `\(names[other])`.")
    }
    return Sluice(
      trunks, levels: levels, heads: try setup.heads(on: trunks), own: settings.optionalNumber("own"),
      last: settings.truth("all-levels") ? settings.number("last-level") : nil, penalty: settings.number("penalty"))
  }
}
