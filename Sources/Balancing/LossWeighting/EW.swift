import Tasks
import Torch

/// EW: the sum of the losses, every weight 1.
///
/// - Paper: folklore, the baseline of all others.
/// - Formula: L = Σ_k L_k; with `reduction: mean`, L = (1/K) Σ_k L_k.
/// - Parameters: `reduction`, `sum` (default) or `mean`.
/// - Example: `balancing: ew`
/// - Deviations: none. Under Adam, sum and mean differ only through ε and weight decay; under plain gradient descent the
///   learning rate of the one is K times that of the other.
public final class EW: LossWeighting {
  enum Reduction: String { case sum, mean }

  public static let card = MethodCard(
    name: "ew", title: "EW", summary: "The sum of the losses: every task has the same weight.", citation: nil,
    formula: "L = Σ_k L_k", symbols: [("L_k", "the loss of task k in this batch")],
    parameters: [
      Setting(
        "reduction", .word(["sum", "mean"]), default: "sum", "whether weights are 1 or 1/K",
        source: "what public frameworks compute under this name")
    ],
    weightSum: .taskCount, hasFixedWeights: true, example: "balancing: { method: ew }")

  private let weights: Tensor
  private let isSum: Bool

  public init(_ setup: BalancingSetup) throws {
    let reduction: Reduction = try setup.read(Self.card).word("reduction")
    isSum = reduction == .sum
    weights = setup.vector(repeating: isSum ? 1 : 1 / Double(setup.count))
  }

  public func weigh(_ losses: Tensor, present: Tensor?) -> WeightedLosses {
    if let presence = Presence(present, beside: losses) {
      return WeightedLosses(presence.zero(weights), times: presence.fill(losses, with: 0))
    }
    return isSum ? WeightedLosses(objective: losses.sum(), weights: weights) : WeightedLosses(weights, times: losses)
  }
}
