import Foundation
import Tasks
import Torch

/// UW-O: uncertainty weighting with the noise scale that is optimal for each batch, in closed form.
///
/// - Paper: Kirchdorfer, Elich, Kutsche, Stuckenschmidt, Schott, Köhler, "Analytical Uncertainty-Based Loss Weighting in
///   Multi-Task Learning" (GCPR 2024).
/// - Formula: L = Σ_k w_k L_k; `unified`: w_k = 1 / sg[L_k]; `likelihood`: w_k = 1 / sg[L_k] for Laplace (L1), 1 / (2 sg[L_k])
///   for Gaussian (L2) and softmax (cross-entropy). The gradient is Σ_k ∇ log L_k.
/// - Symbols: sg[x] is x without its gradient.
/// - Parameters: `form`, `unified` (default, as in the paper's experiments) or `likelihood`; `eps` in 1 / (L + eps), 1e-8 as
///   in the first author's code; `objective`, what is reported: `weighted`, the constant Σ_k w_k L_k, or `plug-in`, the
///   likelihood with the optimal scale inserted, Σ_k 1/p + log(c p L_k)/p, which has the same gradient and shows progress.
/// - Example: `balancing: { method: uw-o }`
/// - Deviations: none in the weights. Losses must be positive; the effective step grows as they shrink.
public final class UWO: LossWeighting {
  enum Form: String { case unified, likelihood }
  enum Objective: String { case weighted, plugIn = "plug-in" }

  public static let card = MethodCard(
    name: "uw-o", title: "UW-O", summary: "Each loss is divided by its own value: all tasks improve relatively alike.",
    citation: .analyticalUncertainty,
    formula: "L = Σ_k L_k / sg[L_k]", symbols: MethodCard.usualSymbols,
    parameters: [
      Setting(
        "form", .word(["unified", "likelihood"]), default: "unified",
        "1/L for every loss, or 1/L for L1 and 1/(2L) for L2 and cross-entropy",
        source: "Kirchdorfer et al., GCPR 2024, equation 3"),
      Setting(
        "eps", .number(.nonNegative), default: .number(UWSO.usualEps),
        "added to each loss before the division", source: "the first author's code"),
      Setting(
        "objective", .word(["weighted", "plug-in"]), default: "weighted",
        "the constant weighted sum, or the likelihood with the optimal scale; the gradients are the same",
        source: "Kirchdorfer et al., GCPR 2024"),
    ],
    weightSum: .free, example: "balancing: { method: uw-o }")

  private let eps: Double
  private let isPlugIn: Bool
  /// 1/p of each task; nil for ones.
  private let factors: Tensor?
  /// log(c p) of each task, in the plug-in objective; nil for zeros.
  private let offsets: Tensor?

  public init(_ setup: BalancingSetup) throws {
    let settings = try setup.read(Self.card)
    eps = settings.number("eps")
    isPlugIn = settings.word("objective", as: Objective.self) == .plugIn
    let terms = setup.tasks.map { UncertaintyTerm($0.likelihood) }
    let isLikelihood = settings.word("form", as: Form.self) == .likelihood
    factors = isLikelihood ? setup.vector(terms.map(\.optimalFactor)) : nil
    offsets = isLikelihood ? setup.vector(terms.map { log($0.factor * $0.power) }) : nil
  }

  public func weigh(_ losses: Tensor, present: Tensor?) -> WeightedLosses {
    let presence = Presence(present, beside: losses)
    let losses = presence?.fill(losses, with: 1) ?? losses
    let inverse = (eps == 0 ? losses.detach() : losses.detach() + eps).reciprocal()
    let scaled = factors.map { inverse * $0 } ?? inverse
    let weights = presence?.zero(scaled) ?? scaled
    guard isPlugIn else { return WeightedLosses(weights, times: losses) }
    var terms = 1 + (eps == 0 ? losses : losses + eps).log()
    if let factors, let offsets { terms = (terms + offsets) * factors }
    return WeightedLosses(objective: (presence?.zero(terms) ?? terms).sum(), weights: weights)
  }
}

extension Citation {
  static let analyticalUncertainty = Citation(
    "Kirchdorfer, Elich, Kutsche, Stuckenschmidt, Schott, Köhler",
    "Analytical Uncertainty-Based Loss Weighting in Multi-Task Learning", "GCPR", 2024, "arXiv 2408.07985")
}
