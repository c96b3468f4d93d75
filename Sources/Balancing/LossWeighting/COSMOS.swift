import Components
import Tasks
import Torch

/// COSMOS: a weighted sum that also rewards losses in the proportions of the preferences.
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
    settings: [
      Setting(
        "lambda", .number(.nonNegative), default: 1, "the strength of the reward; 0 is a plain weighted sum",
        source: "a choice within 0.01 to 8 of Ruchte, Grabocka, ICDM 2021, who find no single best value"),
      Setting("weights", .numbers(.nonNegative), "the preference for each task; 1/K each by default"),
    ],
    weightSum: .free, example: "lambda: 2, weights: [0.3, 0.7]",
    deviations: [
      "Only the objective: the paper's network also sees preferences, drawn for every batch.",
      "A weight can be negative, where less of a small loss brings the losses out of proportion.",
    ])

  private let strength: Double
  private let preferences: Tensor?

  /// A setting that is nil has the default of ``card``; one that is not permitted throws `SettingError`.
  public convenience init(
    lambda: Double? = nil, weights: [Double]? = nil, device: Device = .cpu, dtype: DType = .float32
  ) throws {
    try self.init(
      BalancingSetup(
        .counted(weights?.count ?? 1), ["lambda": lambda, "weights": weights], device: device, dtype: dtype))
  }

  public init(_ setup: BalancingSetup) throws {
    let settings = try setup.read(Self.card)
    strength = settings.number("lambda")
    preferences = try setup.preferences(settings)
  }

  public func weigh(_ losses: Tensor, present: Tensor?) -> WeightedLosses {
    let presence = Presence(present, for: losses)
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
