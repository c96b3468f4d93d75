import Tasks
import Torch

/// COSMOS: a weighted sum that also rewards losses in the proportions of the preferences.
///
/// - Paper: Ruchte, Grabocka, "Scalable Pareto Front Approximation for Deep Multi-Objective Learning" (ICDM 2021).
/// - Formula: L = Σ_k r_k L_k − λ cos(r, L), cos(r, L) = r · L / (‖r‖ ‖L‖);
///   w_k = r_k − λ (r_k / (‖r‖ ‖L‖) − cos(r, L) L_k / ‖L‖²).
/// - Symbols: r_k the preference for task k; λ the strength of the reward.
/// - Parameters: `lambda`, 1 by default, a choice within the paper's 0.01 to 8, which depend on the data set; `weights`, r,
///   1/K each by default.
/// - Example: `balancing: { method: cosmos, lambda: 2, weights: [0.3, 0.7] }`
/// - Deviations: only the objective. The paper also draws r anew for every batch and shows it to the network, which then
///   learns the whole front. A weight can be negative, where less of a small loss brings the losses out of proportion.
public final class COSMOS: LossWeighting {
  public static let card = MethodCard(
    name: "cosmos", title: "COSMOS",
    summary: "A weighted sum that also rewards losses in the proportions of the preferences.",
    citation: Citation(
      "Ruchte, Grabocka", "Scalable Pareto Front Approximation for Deep Multi-Objective Learning", "ICDM", 2021,
      "arXiv 2103.13392"),
    formula: "L = Σ_k r_k L_k − λ r · L / (‖r‖ ‖L‖)",
    symbols: MethodCard.usualSymbols[1...1] + [
      ("r_k", "`weights`, the preference for task k"), ("λ", "`lambda`, the strength of the reward"),
    ],
    parameters: [
      Setting(
        "lambda", .number(.nonNegative), default: 1, "the strength of the reward; 0 is a plain weighted sum",
        source: "a choice within 0.01 to 8 of Ruchte, Grabocka, ICDM 2021, who find no single best value"),
      Setting("weights", .numbers(.nonNegative), "the preference for each task; 1/K each by default"),
    ],
    weightSum: .free, example: "balancing: { method: cosmos, lambda: 2, weights: [0.3, 0.7] }",
    deviations: [
      "Only the objective: the paper's network also sees preferences that are drawn anew for every batch.",
      "A weight can be negative.",
    ])

  private let strength: Double
  private let preferences: Tensor?

  public init(_ setup: BalancingSetup) throws {
    let settings = try setup.read(Self.card)
    strength = settings.number("lambda")
    preferences = try setup.preferences(settings)
  }

  public func weigh(_ losses: Tensor, present: Tensor?) -> WeightedLosses {
    let presence = Presence(present, beside: losses)
    let known = presence?.fill(losses, with: 0) ?? losses
    let (value, weights) = withoutGradients {
      let even = preferences ?? evenPreferences(losses, presence)
      let preferences = presence?.zero(even) ?? even
      // Where no task is present, both vectors are zero.
      let norm = known.norm().clamp(min: Self.least)
      let direction = preferences / preferences.norm().clamp(min: Self.least)
      let towards = known / norm
      let cosine = ATen.dot(direction, towards)
      return (
        ATen.dot(preferences, known) - cosine * strength,
        preferences - (direction - towards * cosine) / norm * strength
      )
    }
    return WeightedLosses(value: value, presence?.zero(weights) ?? weights, times: known)
  }

  private static let least = 1e-38
}
