import Backbones
import Components
import Torch

/// A cross-stitch unit: each task's features become a weighted sum of those of all tasks.
///
///     h̃_t = Σ_j α_tj ⊙ h_j
///
/// The weights are one number for each pair of tasks, or one for each pair and channel.
///
/// Source: Misra, Shrivastava, Gupta, Hebert, [Cross-stitch Networks for Multi-task
/// Learning](https://arxiv.org/abs/1604.03539), CVPR 2016; a weight for each channel, and the start values: Vandenhende et
/// al., [Multi-Task Learning for Dense Prediction Tasks](https://arxiv.org/abs/2004.13379), TPAMI 2021.
final class CrossStitchUnit: Module, FeatureExchange {
  /// `[tasks, tasks]`, or `[tasks, tasks, channels]`: how much of the second task's features the first one gets.
  @Parameter var weights: Tensor
  private let features: LevelFeatures

  /// - Parameters:
  ///   - own: the start value of a task's weight of its own features.
  ///   - others: the start value of its weight of each other task's features.
  init(tasks: Int, _ features: LevelFeatures, byChannel: Bool, own: Double, others: Double) {
    self.features = features
    let pairs = Tensor.eye(tasks) * (own - others) + others
    weights = byChannel ? pairs.unsqueeze(2).expand([tasks, tasks, features.channels]).clone() : pairs
  }

  func callAsFunction(_ h: [Tensor?], for tasks: Set<Int>) -> [Tensor?] {
    h.indices.map { task in
      guard tasks.contains(task) else { return nil }
      return h.enumerated().reduce(nil as Tensor?) { sum, source in
        guard let other = source.element else { return sum }
        let pair = weights.select(0, index: task).select(0, index: source.offset)
        let weight = weights.rank == 3 ? features.factor(pair) : pair
        return sum.map { ATen.addcmul($0, other, weight, 1) } ?? other * weight
      }
    }
  }
}

/// Cross-stitch networks.
enum CrossStitch {
  static let card = SharingCard(
    About(
      "cross-stitch", title: "Cross-stitch",
      "a trunk for each task; after each level the tasks mix their features by learned weights",
      citation: Citation(
        "Misra, Shrivastava, Gupta, Hebert", "Cross-stitch Networks for Multi-task Learning", "CVPR", 2016,
        "arXiv 1604.03539"),
      settings: [
        Setting(
          "unit", .word(["channel", "scalar"]), default: "channel",
          "a weight for each pair of tasks and each channel, or one for each pair", source: "Vandenhende et al., 2021"),
        Setting(
          "own", .number(.finite), default: 0.9, "start value of a task's weight of its own features",
          source: "Vandenhende et al., 2021"),
        Setting(
          "others", .number(.finite), default: 0.1, "start value of its weight of each other task's features",
          source: "Vandenhende et al., 2021"),
        Setting("last", .truth, default: true, "whether the features of the last level are mixed too"),
      ],
      deviations: [
        "A stem, such as the first convolution of a residual network, has no unit after it.",
        "Trunks start as they are drawn, unless `network.pretrained` names an experiment: in the paper each starts from a network that was trained on its task.",
      ]),
    needs: .stages, words: "a trunk for each task, cross-stitched", hasTrunkPerTask: true
  ) { setup in
    let settings = setup.settings
    let (trunks, levels) = try setup.trunkPerTask(levels: settings.truth("last") ? 1 : 2, for: "cross-stitch")
    let units = zip(trunks[0].levels, levels).enumerated().map { place, level -> (any FeatureExchange)? in
      guard !level.0.isStem, settings.truth("last") || place < levels.count - 1 else { return nil }
      return CrossStitchUnit(
        tasks: trunks.count, level.1, byChannel: settings.text("unit") == "channel", own: settings.number("own"),
        others: settings.number("others"))
    }
    return SoftSharing(trunks, heads: try setup.heads(on: trunks), exchanges: units, named: "stitches")
  }
}
