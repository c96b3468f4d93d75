import Backbones
import Components
import Torch

/// A layer of neural discriminative dimensionality reduction: all tasks' features are joined, and for each task a 1×1
/// convolution with batch normalisation and ReLU brings them back to the channels of one.
///
/// Source: Gao, Ma, Zhao, Liu, Yuille, [NDDR-CNN: Layerwise Feature Fusing in Multi-Task CNNs by Neural Discriminative
/// Dimensionality Reduction](https://arxiv.org/abs/1801.08297), CVPR 2019.
final class NDDRLayer: Module, FeatureExchange {
  /// The layers of each task: `[batch, tasks · channels, …]` → `[batch, channels, …]`.
  let layers: [Sequential]
  private let axis: Int

  /// The weight of the newest batch in the running statistics, as in Vandenhende et al.
  private static let momentum = 0.05

  /// - Parameters:
  ///   - own: the start value of a task's weight of its own channel.
  ///   - others: the start value of its weight of the same channel of each other task.
  init(tasks: Int, _ features: LevelFeatures, own: Double, others: Double, generator: Generator) {
    let channels = features.channels
    axis = features.axis
    layers = (0..<tasks).map { task in
      let map = features.map(from: tasks * channels, to: channels, bias: false, generator: generator)
      let blocks = (0..<tasks).map { Tensor.eye(channels) * ($0 == task ? own : others) }
      let weight = map.parameters[0]
      withoutGradients { _ = weight.copyInPlace(Tensor.cat(blocks, 1).view(weight.shape)) }
      let norm: any UnaryLayer =
        features.shape.count == 3
        ? BatchNorm2d(channels, momentum: Self.momentum) : BatchNorm1d(channels, momentum: Self.momentum)
      return Sequential(map, norm, ReLU())
    }
  }

  func callAsFunction(_ h: [Tensor?], for tasks: Set<Int>) -> [Tensor?] {
    let joined = Tensor.cat(h.compactMap { $0 }, axis)
    return layers.enumerated().map { tasks.contains($0) ? $1(joined) : nil }
  }

  func part(of task: Int) -> Module? { layers[task] }
}

/// NDDR-CNN.
enum NDDR {
  static let card = SharingCard(
    About(
      "nddr", title: "NDDR-CNN",
      "a trunk for each task; after each level a 1×1 convolution for each task reads the features of all",
      citation: Citation(
        "Gao, Ma, Zhao, Liu, Yuille",
        "NDDR-CNN: Layerwise Feature Fusing in Multi-Task CNNs by Neural Discriminative Dimensionality Reduction",
        "CVPR",
        2019, "arXiv 1801.08297"),
      settings: [
        Setting(
          "own", .number(.finite), default: 0.9, "start value of a task's weight of its own channel",
          source: "Vandenhende et al., 2021"),
        Setting(
          "others", .number(.finite), default: 0.1, "start value of its weight of the same channel of each other task",
          source: "Vandenhende et al., 2021"),
      ]),
    needs: .stages, words: "a trunk for each task, fused by 1×1 convolutions", hasTrunkPerTask: true
  ) { setup in
    let (trunks, levels) = try setup.trunkPerTask(for: "nddr")
    if let sequence = levels.first(where: { $0.shape.count == 2 }) {
      throw ShapeError("`nddr` needs levels that give vectors or maps. Found sequences, \(sequence.shape).")
    }
    let layers = levels.map {
      NDDRLayer(
        tasks: trunks.count, $0, own: setup.settings.number("own"), others: setup.settings.number("others"),
        generator: setup.generator)
    }
    return SoftSharing(trunks, heads: try setup.heads(on: trunks), exchanges: layers, named: "fusions")
  }
}
