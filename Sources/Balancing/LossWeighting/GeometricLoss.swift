import Tasks
import Torch

/// GLS: the geometric mean of the losses, whose gradient does not depend on their scales.
///
/// - Paper: Chennupati, Sistu, Yogamani, Rawashdeh, "MultiNet++: Multi-Stream Feature Aggregation and Geometric Loss
///   Strategy for Multi-Task Learning" (CVPR Workshops 2019).
/// - Formula: L = (Π_k L_k)^(1/K), computed as exp((1/K) Σ_k log L_k).
/// - Symbols: L_k the loss of task k. The weight of its gradient is L / (K L_k).
/// - Parameters: none.
/// - Example: `balancing: { method: gls }`
/// - Deviations: the logarithm's domain instead of a product, which under- or overflows for many tasks; the paper's
///   exponents for preferred tasks are left out. Losses must be positive: a loss of 0 makes the gradient NaN. With absent
///   tasks it is the geometric mean of the others.
public final class GeometricLoss: LossWeighting {
  public static let card = MethodCard(
    name: "gls", title: "GLS", summary: "The geometric mean of the losses.",
    citation: Citation(
      "Chennupati, Sistu, Yogamani, Rawashdeh",
      "MultiNet++: Multi-Stream Feature Aggregation and Geometric Loss Strategy for Multi-Task Learning",
      "CVPR Workshops", 2019, "arXiv 1904.08492"),
    formula: "L = (Π_k L_k)^(1/K); w_k = L / (K L_k)", symbols: Array(MethodCard.usualSymbols.prefix(3)),
    weightSum: .free, example: "balancing: { method: gls }",
    deviations: [
      "Computed as exp(mean of logarithms), since a product under- or overflows for many tasks.",
      "Exponents for preferred tasks are left out.",
    ])

  public init(_ setup: BalancingSetup) throws { _ = try setup.read(Self.card) }

  public func weigh(_ losses: Tensor, present: Tensor?) -> WeightedLosses {
    guard let presence = Presence(present, beside: losses) else {
      let objective = losses.log().mean().exp()
      return WeightedLosses(
        objective: objective, weights: objective.detach() / (losses.detach() * Double(losses.count)))
    }
    let losses = presence.fill(losses, with: 1)
    let count = presence.count(losses.dtype)
    let mean = (losses.log().sum() / count).exp()
    let objective = mean * presence.mask.any()
    return WeightedLosses(
      objective: objective, weights: presence.zero(objective.detach() / (losses.detach() * count)))
  }
}
