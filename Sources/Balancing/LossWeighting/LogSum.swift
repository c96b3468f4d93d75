import Components
import Tasks
import Torch

/// Log-Sum: the sum of the losses' logarithms, whose gradient does not depend on the losses' scales.
///
/// Its gradient is that of ``UWO``, and it is K times the logarithm of ``GLS``. DB-MTL applies it before it balances gradients.
public final class LogSum: LossWeighting {
  public static let card = MethodCard(
    name: "log-sum", title: "Log-Sum", summary: "The sum of the losses' logarithms: no loss's scale matters.",
    citation: Citation(
      "Lin, Jiang, Ye, Zhang, Chen, Chen, Liu, Kwok", "Dual-Balancing for Multi-Task Learning", "Neural Networks", 2025,
      "arXiv 2308.12029"),
    formula: "L = Σ_k log(L_k + eps); w_k = 1 / (L_k + eps)", symbols: Array(MethodCard.usualSymbols[1...2]),
    settings: [
      Setting(
        "eps", .number(.nonNegative), default: 1e-8, "added to each loss before the logarithm",
        source: "Lin et al., Neural Networks 2025, whose DB-MTL begins with this sum")
    ],
    weightSum: .free)

  private let eps: Double

  /// A setting that is nil has the default of ``card``; one that is not permitted throws `SettingError`.
  public convenience init(eps: Double? = nil) throws {
    try self.init(BalancingSetup(.counted(1), ["eps": eps]))
  }

  public init(_ setup: BalancingSetup) throws { eps = try setup.read(Self.card).number("eps") }

  public func weigh(_ losses: Tensor, present: Tensor?) -> WeightedLosses {
    let presence = Presence(present, for: losses)
    let known = presence?.fill(losses, with: 1) ?? losses
    let shifted = eps == 0 ? known : known + eps
    let logarithms = shifted.log(), inverse = shifted.detach().reciprocal()
    return WeightedLosses(
      objective: (presence?.zero(logarithms) ?? logarithms).sum(), weights: presence?.zero(inverse) ?? inverse)
  }
}
