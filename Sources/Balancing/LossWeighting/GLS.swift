import Tasks
import Torch

/// GLS: the geometric mean of the losses, whose gradient does not depend on their scales.
///
/// - Paper: Chennupati, Sistu, Yogamani, Rawashdeh, "MultiNet++: Multi-Stream Feature Aggregation and Geometric Loss
///   Strategy for Multi-Task Learning" (CVPR Workshops 2019).
/// - Formula: L = (Π_k L_k)^(1/K), computed as exp((1/K) Σ_k log L_k); with priorities L = (Π_k L_k^{p_k})^(1/Σ p).
/// - Symbols: L_k the loss of task k. The weight of its gradient is L / (K L_k), with priorities p_k L / (Σ p · L_k).
/// - Parameters: `priorities`, p, one positive number for each task; 1 each by default.
/// - Example: `balancing: { method: gls, priorities: [2, 1, 1] }`
/// - Deviations: the logarithm's domain instead of a product, which under- or overflows for many tasks. The paper's focused
///   form multiplies the geometric mean of all tasks by that of the preferred ones; priorities with their sum in the root,
///   which from general literature stand for it here, keep the unit of a loss. Losses must be positive: a loss of 0 makes the
///   gradient NaN. With absent tasks it is the geometric mean of the others.
public final class GLS: LossWeighting {
  public static let card = MethodCard(
    name: "gls", title: "GLS", summary: "The geometric mean of the losses.",
    citation: Citation(
      "Chennupati, Sistu, Yogamani, Rawashdeh",
      "MultiNet++: Multi-Stream Feature Aggregation and Geometric Loss Strategy for Multi-Task Learning",
      "CVPR Workshops", 2019, "arXiv 1904.08492"),
    formula: "L = (Π_k L_k^{p_k})^(1/Σ p); w_k = p_k L / (Σ p · L_k); p_k = 1 by default",
    symbols: MethodCard.usualSymbols.prefix(3) + [("p_k", "`priorities`")],
    parameters: [
      Setting("priorities", .numbers(.positive), "the exponent of each task's loss; 1 each by default")
    ],
    weightSum: .free, example: "balancing: { method: gls }",
    deviations: [
      "Computed as exp(mean of logarithms), since a product under- or overflows for many tasks.",
      "Priorities are normalised by their sum, so that the objective keeps the unit of a loss; the paper's focused form "
        + "is not.",
    ])

  /// `[K]`; nil for ones.
  private let priorities: Tensor?

  public init(_ setup: BalancingSetup) throws {
    let given = try setup.read(Self.card).numbers("priorities", oneForEach: "task", count: setup.count)
    priorities = given.map { setup.vector($0) }
  }

  public func weigh(_ losses: Tensor, present: Tensor?) -> WeightedLosses {
    guard let presence = Presence(present, beside: losses) else {
      if let priorities { return weigh(losses, exponents: priorities / priorities.sum()) }
      let objective = losses.log().mean().exp()
      return WeightedLosses(
        objective: objective, weights: objective.detach() / (losses.detach() * Double(losses.count)))
    }
    let chosen = presence.zero(priorities ?? losses.detach().onesLike())
    // Where no task is present, every exponent is 0, and so must the objective be.
    let exponents = chosen / Tensor.where(presence.mask.any(), chosen.sum(), chosen.sum().onesLike())
    return weigh(presence.fill(losses, with: 1), exponents: exponents, presence.mask.any())
  }

  private func weigh(_ losses: Tensor, exponents: Tensor, _ any: Tensor? = nil) -> WeightedLosses {
    let mean = ATen.dot(exponents, losses.log()).exp()
    let objective = any.map { mean * $0 } ?? mean
    return WeightedLosses(objective: objective, weights: objective.detach() * exponents / losses.detach())
  }
}
