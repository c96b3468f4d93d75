import Components
import Tasks
import Torch

/// LogSE: the logarithm of each squared error, which captures the task's noise without a learned scale.
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
    settings: [
      Setting(
        "factors", .numbers(.positive), "one factor for each task, in the order of the tasks; 1/2 each where left out"),
      Setting(
        "eps", .number(.nonNegative), default: 1e-8, "added to each loss before the logarithm",
        source: "a choice of this toolkit, that of UW-O"),
    ],
    weightSum: .free,
    deviations: [
      "A reconstruction: only the paper's abstract was at hand. The likelihood S / (2 σ²) + (n/2) log σ² of n "
        + "Gaussian residuals is "
        + "least at σ² = S / n, which leaves (n/2) log S.",
      "For any tasks with positive losses, not only two regression tasks; with factors of 1 it is `log-sum`.",
    ])

  private let factors: Tensor
  private let eps: Double

  /// A setting that is nil has the default of ``card``; one that is not permitted throws `SettingError`.
  public convenience init(
    tasks: Int, factors: [Double]? = nil, eps: Double? = nil, device: Device = .cpu, dtype: DType = .float32
  ) throws {
    try self.init(BalancingSetup(.counted(tasks), ["factors": factors, "eps": eps], device: device, dtype: dtype))
  }

  public init(_ setup: BalancingSetup) throws {
    let settings = try setup.read(Self.card)
    eps = settings.number("eps")
    factors =
      try settings.numbers("factors", oneForEach: "task", count: setup.count).map { setup.vector($0) }
      ?? setup.vector(repeating: 0.5)
  }

  public func weigh(_ losses: Tensor, present: Tensor?) -> WeightedLosses {
    let presence = Presence(present, for: losses)
    let factors = presence?.zero(factors) ?? factors
    let shifted = (presence?.fill(losses, with: 1) ?? losses) + eps
    return WeightedLosses(objective: ATen.dot(factors, shifted.log()), weights: factors / shifted.detach())
  }
}
