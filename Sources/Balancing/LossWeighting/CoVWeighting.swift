import Components
import Tasks
import Torch

/// CoV-Weighting: more weight for tasks whose progress varies more, in units of its mean.
public final class CoVWeighting: LossWeighting {
  public static let card = MethodCard(
    name: "cov-weighting", title: "CoV-Weighting",
    summary: "Each task's coefficient of variation of the loss ratios so far is its share of the weights.",
    citation: Citation(
      "Groenendijk, Karaoglu, Gevers, Mensink", "Multi-Loss Weighting with Coefficient of Variations", "WACV", 2021,
      "arXiv 2009.01717"),
    formula: "w_k = c_k / Σ_j c_j, c_k = σ_k / μ_k, of the ratios l_k = L_k(t) / L̄_k(t − 1) before this step; "
      + "w = 1/K in the first two steps; L = Σ_k w_k L_k",
    symbols: MethodCard.usualSymbols.prefix(3) + [
      ("L̄_k(t)", "the mean of task k's losses up to step t"), ("l_k", "its loss ratio; 1 in the first step"),
      ("μ_k, σ_k", "the mean and the standard deviation of its loss ratios, √(variance + eps)"),
    ],
    settings: [
      Setting(
        "eps", .number(.nonNegative), default: 1e-8, "added to each variance before the root",
        source: "the authors' code")
    ],
    weightSum: .one, state: "the numbers, means and variances of losses and loss ratios",
    deviations: [
      "All past steps count the same. The authors' code can also let old ones decay.",
      "The weights are even until each present task has been seen twice, and the ratio is 1 after losses of mean 0.",
      "Absent tasks take no part; their means wait.",
    ])

  private let eps: Double
  /// `[K]`: how often each task was present, its mean loss, the mean of its loss ratios, and their squared deviations' sum.
  private let count: Tensor
  private let meanLoss: Tensor
  private let meanRatio: Tensor
  private let squares: Tensor

  /// A setting that is nil has the default of ``card``; one that is not permitted throws `SettingError`.
  public convenience init(tasks: Int, eps: Double? = nil, device: Device = .cpu, dtype: DType = .float32) throws {
    try self.init(BalancingSetup(.counted(tasks), ["eps": eps], device: device, dtype: dtype))
  }

  public init(_ setup: BalancingSetup) throws {
    eps = try setup.read(Self.card).number("eps")
    count = setup.vector(repeating: 0)
    meanLoss = setup.vector(repeating: 0)
    meanRatio = setup.vector(repeating: 0)
    squares = setup.vector(repeating: 0)
  }

  public func weigh(_ losses: Tensor, present: Tensor?) -> WeightedLosses {
    let presence = Presence(present, for: losses)
    let known = presence?.fill(losses, with: 0) ?? losses
    let weights = withoutGradients {
      let weights = variations(presence)
      observe(known.detach(), presence)
      return weights
    }
    return WeightedLosses(weights, times: known)
  }

  private func variations(_ presence: Presence?) -> Tensor {
    let seenTwice = count.greaterOrEqual(2)
    let own = (squares / count + eps).sqrt() / meanRatio
    let even = own.onesLike()
    let areKnown = (presence.map { seenTwice.logicalOr($0.mask.logicalNot()) } ?? seenTwice).all()
    let known = Tensor.where(areKnown, own, even)
    let present = presence?.zero(known) ?? known
    return present / present.sum().clamp(min: Self.least)
  }

  /// Where no task is present, all is zero.
  private static let least = 1e-38

  /// Welford's running means and squared deviations.
  private func observe(_ losses: Tensor, _ presence: Presence?) {
    let ratios = Tensor.where(meanLoss.greater(0), losses / meanLoss, losses.onesLike())
    count.addInPlace(presence?.mask.to(count.dtype) ?? count.onesLike())
    // 1 / n, and 0 for absent tasks, whose means wait.
    let share = presence?.zero(count.reciprocal()) ?? count.reciprocal()
    let difference = ratios - meanRatio
    meanRatio.addInPlace(difference * share)
    squares.addInPlace(difference * (ratios - meanRatio) * (presence?.mask.to(count.dtype) ?? count.onesLike()))
    meanLoss.addInPlace((losses - meanLoss) * share)
  }

  private var memory: [String: Tensor] {
    ["count": count, "mean-loss": meanLoss, "mean-ratio": meanRatio, "squares": squares]
  }

  public var state: [String: Tensor] { memory.mapValues { $0.clone() } }

  public func load(state: [String: Tensor]) throws { try copy(state, into: memory) }

  public func reset() { withoutGradients { for tensor in memory.values { tensor.zeroInPlace() } } }
}
