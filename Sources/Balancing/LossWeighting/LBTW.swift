import Components
import Tasks
import Torch

/// LBTW: less weight for tasks whose loss has fallen far since the epoch began.
public final class LBTW: LossWeighting {
  public static let card = MethodCard(
    name: "lbtw", title: "LBTW", summary: "Less weight for tasks whose loss has fallen far since the epoch began.",
    citation: Citation(
      "Liu, Liang, Gitter", "Loss-Balanced Task Weighting to Reduce Negative Transfer in Multi-Task Learning", "AAAI",
      2019, "DOI 10.1609/aaai.v33i01.33019977"),
    formula: "w_k = (sg[L_k] / L_k^ref)^α; L = Σ_k w_k L_k",
    symbols: MethodCard.usualSymbols.dropFirst() + [
      ("L_k^ref", "the loss of task k in the first batch of the epoch, or of the period"), ("α", "`alpha`"),
    ],
    settings: [
      Setting(
        "alpha", .number(.nonNegative), default: 0.5, "0 is equal weighting; the larger, the further apart the weights",
        source: "a public implementation"),
      Setting(
        "period", .wholeNumber(.atLeast(1)),
        "the steps after which the reference is taken again; left out, at the beginning of each epoch"),
    ],
    weightSum: .free, state: "the reference losses", example: "alpha: 0.5",
    deviations: [
      "The reference may also be taken again after a number of steps, as the code of SLAW's authors does.",
      "A task's reference is its loss in the first batch in which it is present.",
      "Losses should be positive.",
    ])

  private let alpha: Double
  private let period: Int?
  /// `[K]`, NaN where the next loss becomes the reference.
  private let reference: Tensor
  private var step = 0

  /// A setting that is nil has the default of ``card``; one that is not permitted throws `SettingError`.
  public convenience init(
    tasks: Int, alpha: Double? = nil, period: Int? = nil, device: Device = .cpu, dtype: DType = .float32
  ) throws {
    try self.init(BalancingSetup(.counted(tasks), ["alpha": alpha, "period": period], device: device, dtype: dtype))
  }

  public init(_ setup: BalancingSetup) throws {
    let settings = try setup.read(Self.card)
    alpha = settings.number("alpha")
    period = settings.optionalNumber("period").map { Int($0) }
    reference = setup.vector(repeating: .nan)
  }

  public func weigh(_ losses: Tensor, present: Tensor?) -> WeightedLosses {
    let presence = Presence(present, for: losses)
    let weights = withoutGradients {
      if let period, step % period == 0 { reference.fillInPlace(.nan) }
      step += 1
      let known = presence?.fill(losses, with: .nan) ?? losses
      reference.copyInPlace(Tensor.where(reference.isNaN(), known, reference))
      let ratios = (known / reference).pow(alpha)
      return presence?.zero(ratios) ?? ratios
    }
    return WeightedLosses(weights, times: presence?.fill(losses, with: 0) ?? losses)
  }

  public func epochEnded(meanLosses: Tensor) {
    if period == nil { withoutGradients { _ = reference.fillInPlace(.nan) } }
  }

  public var state: [String: Tensor] {
    ["reference": reference.clone(), "step": Tensor(scalar: Double(step), dtype: .float64)]
  }

  public func load(state: [String: Tensor]) throws {
    try check(state, like: self.state)
    step = try count("step", in: state)
    withoutGradients { _ = reference.copyInPlace(state["reference"]!) }
  }

  public func reset() {
    withoutGradients { _ = reference.fillInPlace(.nan) }
    step = 0
  }
}
