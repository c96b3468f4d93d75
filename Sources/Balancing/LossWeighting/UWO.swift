import Components
import Foundation
import Tasks
import Torch

/// UW-O: uncertainty weighting with the noise scale that is optimal for each batch, in closed form.
public final class UWO: LossWeighting {
  /// Which likelihood the losses stand for.
  public enum Form: String, SettingWord { case unified, likelihood }
  /// The value that is reported.
  public enum Objective: String, SettingWord { case weighted, plugIn = "plug-in" }

  public static let card = MethodCard(
    name: "uw-o", title: "UW-O", summary: "Each loss is divided by its own value: all tasks improve relatively alike.",
    citation: .analyticalUncertainty,
    formula: "L = Σ_k L_k / sg[L_k]", symbols: MethodCard.usualSymbols,
    settings: [
      Setting(
        "form", .word(of: Form.self), default: "unified",
        "1/L for every loss, or 1/L for L1 and 1/(2L) for L2 and cross-entropy",
        source: "Kirchdorfer et al., GCPR 2024, equation 3"),
      Setting(
        "eps", .number(.nonNegative), default: .number(UWSO.usualEps),
        "added to each loss before the division", source: "the first author's code"),
      Setting(
        "objective", .word(of: Objective.self), default: "weighted",
        "the constant weighted sum, or the likelihood with the optimal scale, which shows progress; the gradients "
          + "are the same",
        source: "Kirchdorfer et al., GCPR 2024"),
    ],
    weightSum: .free,
    deviations: [
      "None in the weights. Losses should be positive; the effective step grows as they shrink."
    ])

  private let eps: Double
  private let isPlugIn: Bool
  /// 1/p of each task; nil for ones.
  private let factors: Tensor?
  /// log(c p) of each task, in the plug-in objective; nil for zeros.
  private let offsets: Tensor?

  /// A setting that is nil has the default of ``card``; one that is not permitted throws `SettingError`.
  ///
  /// - Parameter likelihoods: one for each task, for the form `likelihood`; nil for the form `unified`.
  public convenience init(
    likelihoods: [Likelihood]? = nil, eps: Double? = nil, objective: Objective? = nil,
    device: Device = .cpu, dtype: DType = .float32
  ) throws {
    let form = likelihoods.map { _ in Form.likelihood }
    try self.init(
      BalancingSetup(
        likelihoods.map { .of($0) } ?? .counted(1), ["form": form, "eps": eps, "objective": objective],
        device: device, dtype: dtype))
  }

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
    let presence = Presence(present, for: losses)
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
