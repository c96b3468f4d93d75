import Backbones
import Components
import Foundation
import Torch

/// A choice between the trunks of the level before: for each task, one of them goes on.
///
///     h̃_t = Σ_j a_tj h_j,   a_t = one-hot of arg max_j (θ_tj + g_tj)
///
/// with noise g of the Gumbel distribution in training and without in evaluation. The gradient is that of the softmax at a
/// temperature (straight-through).
final class BranchChoice: Module, FeatureExchange {
  /// `[tasks, tasks]`: the logits of each task's parents.
  @Parameter var logits: Tensor
  /// The temperature of the softmax; nil while every child takes the sum of all parents.
  var temperature: Double? = 1
  private let generator: Generator

  init(tasks: Int, generator: Generator) {
    logits = Tensor.zeros([tasks, tasks])
    self.generator = generator
  }

  /// The parent of each task in evaluation.
  var parents: [Int] { logits.detach().argmax(dim: 1).to(.float64).array(of: Double.self).map { Int($0) } }

  func callAsFunction(_ h: [Tensor?], for tasks: Set<Int>) -> [Tensor?] {
    guard isTraining else {
      let parents = parents
      return h.indices.map { tasks.contains($0) ? h[parents[$0]] : nil }
    }
    let weights = drawn()
    return h.indices.map { task in
      guard tasks.contains(task) else { return nil }
      return h.enumerated().reduce(nil as Tensor?) { sum, source in
        guard let other = source.element else { return sum }
        let weight = weights.select(0, index: task).select(0, index: source.offset)
        return sum.map { ATen.addcmul($0, other, weight, 1) } ?? other * weight
      }
    }
  }

  /// `[tasks, tasks]`, rows with a single one, and the gradient of the softmax.
  private func drawn() -> Tensor {
    guard let temperature else { return logits.detach().onesLike() }
    let uniform = Tensor.rand(logits.shape, device: logits.device, generator: generator)
    // The smallest positive float32 keeps the logarithms finite.
    let gumbel = -(-(uniform.clamp(min: Double(Float.leastNormalMagnitude)).log())).log()
    let soft = ((logits + gumbel) / temperature).softmax(1)
    let hard = soft.detach().argmax(dim: 1).oneHot(logits.size(0)).to(soft.dtype)
    return hard - soft.detach() + soft
  }
}

/// Learning to branch: copies of each level, and for each task a learned choice of the copy that it goes on from. In
/// evaluation the network is a tree.
///
/// Source: Guo, Lee, Ulbricht, [Learning to Branch for Multi-Task Learning](https://arxiv.org/abs/2006.01895), ICML 2020;
/// the temperature's course: LibMTL (Lin, Zhang, JMLR 2023).
final class LearningToBranch: SoftSharing, EpochAware {
  private var choices: [BranchChoice] { exchanges.compactMap { $0 as? BranchChoice } }

  /// For each level but the first, the parent of each task in the level before, as evaluation chooses it.
  var tree: [[Int]] { choices.map(\.parents) }

  /// The share of the epochs in which children take the sum of all parents.
  private static let summed = 0.01
  /// The temperature falls as 1 / (this · √epoch) of all epochs.
  private static let course = 20.0

  func epochBegins(_ epoch: Int, of epochs: Int) {
    let isSummed = Double(epoch) < Self.summed * Double(epochs)
    for choice in choices {
      choice.temperature = isSummed ? nil : Double(epochs) / Self.course / (Double(epoch) + 1).squareRoot()
    }
  }

  static let card = SharingCard(
    About(
      "learning-to-branch", title: "Learning to branch",
      "copies of each level, and for each task a learned choice of the one that it goes on from: a tree in the end",
      citation: Citation(
        "Guo, Lee, Ulbricht", "Learning to Branch for Multi-Task Learning", "ICML", 2020, "arXiv 2006.01895"),
      deviations: [
        "Evaluation takes the most probable parent. LibMTL draws parents in evaluation too, so that its results are random."
      ]),
    needs: .stages, words: "copies of each level, branched", hasTrunkPerTask: true
  ) { setup in
    let (trunks, levels) = try setup.trunkPerTask(levels: 2, for: "learning-to-branch")
    let choices = levels.indices.map { level in
      level < levels.count - 1 ? BranchChoice(tasks: trunks.count, generator: setup.generator) : nil
    }
    return LearningToBranch(trunks, heads: try setup.heads(on: trunks), exchanges: choices, named: "branches")
  }
}
