import Tasks
import Torch

/// LogSE: the logarithm of each squared error, which captures the task's noise without a learned scale. A reconstruction.
///
/// - Paper: Ghasemi-Naraghi, Nickabadi, Safabakhsh, "LogSE: An Uncertainty-Based Multi-Task Loss Function for Learning Two
///   Regression Tasks" (JUCS 28(2), 2022). Only its abstract was at hand.
/// - Formula, reconstructed: with Gaussian residuals of n components, the negative log-likelihood S/(2σ²) + (n/2) log σ² is
///   least at σ² = S/n, which leaves (n/2) log S. Hence L = Σ_k f_k log(L_k + eps).
/// - Symbols: f_k the factor n/2 of task k; S its sum of squares, of which the loss L_k is the mean.
/// - Parameters: `factors`, one for each task, 1/2 by default; `eps`, 1e-8, keeps the logarithm and the weight f / L finite.
/// - Example: `balancing: { method: logse }`
/// - Deviations: a reconstruction from the abstract. The paper has two regression tasks; here any tasks with positive losses.
///   With factors of 1 it is `log-sum`, and its gradient that of UW-O.
public final class LogSE: LossWeighting {
  public static let card = MethodCard(
    name: "logse", title: "LogSE",
    summary: "The logarithm of each squared error captures the task's noise without a learned scale (reconstruction).",
    citation: Citation(
      "Ghasemi-Naraghi, Nickabadi, Safabakhsh",
      "LogSE: An Uncertainty-Based Multi-Task Loss Function for Learning Two Regression Tasks", "JUCS 28(2)", 2022,
      "DOI 10.3897/jucs.70549"),
    formula: "L = Σ_k f_k log(L_k + eps); w_k = f_k / (L_k + eps)",
    symbols: MethodCard.usualSymbols[1...2] + [("f_k", "half the number of residual components of task k")],
    parameters: [
      Setting(
        "factors", .numbers(.positive), "one factor for each task, in the order of the tasks; 1/2 each where left out"),
      Setting(
        "eps", .number(.nonNegative), default: 1e-8, "added to each loss before the logarithm",
        source: "a choice of this toolkit, that of UW-O"),
    ],
    weightSum: .free, example: "balancing: { method: logse }",
    deviations: [
      "A reconstruction: only the paper's abstract was at hand.",
      "Not only for two regression tasks.",
    ])

  private let factors: Tensor
  private let eps: Double

  public init(_ setup: BalancingSetup) throws {
    let settings = try setup.read(Self.card)
    eps = settings.number("eps")
    factors =
      try settings.numbers("factors", oneForEach: "task", count: setup.count).map { setup.vector($0) }
      ?? setup.vector(repeating: 0.5)
  }

  public func weigh(_ losses: Tensor, present: Tensor?) -> WeightedLosses {
    let presence = Presence(present, beside: losses)
    let factors = presence?.zero(factors) ?? factors
    let shifted = (presence?.fill(losses, with: 1) ?? losses) + eps
    return WeightedLosses(objective: ATen.dot(factors, shifted.log()), weights: factors / shifted.detach())
  }
}
