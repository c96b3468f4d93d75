import Tasks
import Torch

/// Log-sum: the sum of the losses' logarithms, whose gradient does not depend on the losses' scales.
///
/// - Paper: folklore as the scale-invariant baseline; the log transform of Lin et al., "Dual-Balancing for Multi-Task
///   Learning" (Neural Networks 2025), which DB-MTL applies before it balances gradients.
/// - Formula: L = Σ_k log(L_k + eps).
/// - Symbols: L_k the loss of task k. The weight of its gradient is 1 / (L_k + eps).
/// - Parameters: `eps`, 1e-8, as in DB-MTL.
/// - Example: `balancing: log-sum`, or as the losses of a gradient method: `losses: log-sum`.
/// - Deviations: none. Its gradient is that of UW-O, whose objective is constant, while this one shows progress; K times
///   the logarithm of GLS.
public final class LogSum: LossWeighting {
  public static let card = MethodCard(
    name: "log-sum", title: "Log-Sum", summary: "The sum of the losses' logarithms: no loss's scale matters.",
    citation: Citation(
      "Lin, Jiang, Ye, Zhang, Chen, Chen, Liu, Kwok", "Dual-Balancing for Multi-Task Learning", "Neural Networks", 2025,
      "arXiv 2308.12029"),
    formula: "L = Σ_k log(L_k + eps); w_k = 1 / (L_k + eps)", symbols: Array(MethodCard.usualSymbols[1...2]),
    parameters: [
      Setting(
        "eps", .number(.nonNegative), default: 1e-8, "added to each loss before the logarithm",
        source: "Lin et al., Neural Networks 2025")
    ],
    weightSum: .free, example: "balancing: { method: log-sum }")

  private let eps: Double

  public init(_ setup: BalancingSetup) throws { eps = try setup.read(Self.card).number("eps") }

  public func weigh(_ losses: Tensor, present: Tensor?) -> WeightedLosses {
    let presence = Presence(present, beside: losses)
    let known = presence?.fill(losses, with: 1) ?? losses
    let shifted = eps == 0 ? known : known + eps
    let logarithms = shifted.log(), inverse = shifted.detach().reciprocal()
    return WeightedLosses(
      objective: (presence?.zero(logarithms) ?? logarithms).sum(), weights: presence?.zero(inverse) ?? inverse)
  }
}
