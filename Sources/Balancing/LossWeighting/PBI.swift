import Components
import Tasks
import Torch

/// PBI: how far the losses are along a direction of preference, plus a penalty for their distance from it.
public final class PBI: LossWeighting {
  /// Far below every squared loss that matters.
  static let eps = 1e-12

  public static let card = MethodCard(
    name: "pbi", title: "PBI",
    summary: "The losses' way along a direction of preference, plus a penalty for leaving it.",
    citation: Citation(
      "Zhang, Li", "MOEA/D: A Multiobjective Evolutionary Algorithm Based on Decomposition", "IEEE TEC 11(6)", 2007,
      "DOI 10.1109/TEVC.2007.892759"),
    formula: "L = d₁ + θ d₂, d₁ = (L − z) · u, d₂ = √(‖L − z − d₁ u‖² + 1e-12), u = λ / ‖λ‖",
    symbols: MethodCard.usualSymbols[1...1] + [
      ("λ_k", "`weights`, the preference for task k"), ("z_k", "`reference`, the ideal loss"),
      ("θ", "`theta`, the strength of the penalty"),
    ],
    settings: [
      Setting(
        "theta", .number(.nonNegative), default: 5, "the strength of the penalty; 0 is a plain weighted sum",
        source: "Zhang, Li, IEEE TEC 2007"),
      Setting("weights", .numbers(.nonNegative), "the preference for each task; even by default"),
      Setting("reference", .numbers(.finite), "the ideal loss of each task; 0 by default"),
    ],
    weightSum: .free, example: "theta: 5, weights: [0.3, 0.7]",
    deviations: [
      "1e-12 under the root of the distance, which has no derivative where it is 0.",
      "A weight can be negative, where a loss lies below the direction.",
    ])

  private let theta: Double
  private let preferences: Tensor?
  private let reference: Tensor?

  /// A setting that is nil has the default of ``card``; one that is not permitted throws `SettingError`.
  public convenience init(
    tasks: Int, theta: Double? = nil, weights: [Double]? = nil, reference: [Double]? = nil, device: Device = .cpu,
    dtype: DType = .float32
  ) throws {
    try self.init(
      BalancingSetup(
        .counted(tasks), ["theta": theta, "weights": weights, "reference": reference], device: device, dtype: dtype))
  }

  public init(_ setup: BalancingSetup) throws {
    let settings = try setup.read(Self.card)
    theta = settings.number("theta")
    preferences = try setup.preferences(settings)
    reference = try settings.numbers("reference", oneForEach: "task", count: setup.count).map { setup.vector($0) }
  }

  public func weigh(_ losses: Tensor, present: Tensor?) -> WeightedLosses {
    let presence = Presence(present, for: losses)
    let (value, weights) = withoutGradients {
      let even = preferences ?? evenPreferences(losses, presence)
      let chosen = presence?.zero(even) ?? even
      let direction = chosen / chosen.norm().clamp(min: Self.least)
      let shifted = reference.map { losses - $0 } ?? losses
      let known = presence?.fill(shifted, with: 0) ?? shifted
      let along = ATen.dot(known, direction)
      let aside = known - direction * along
      let distance = (ATen.dot(aside, aside) + Self.eps).sqrt()
      let value = along + distance * theta
      let weights = direction + aside / distance * theta
      return (presence.map { value.maskedFill(mask: $0.mask.any().logicalNot(), 0) } ?? value, weights)
    }
    return WeightedLosses(
      value: value, presence?.zero(weights) ?? weights, times: presence?.fill(losses, with: 0) ?? losses)
  }

  private static let least = 1e-38
}
