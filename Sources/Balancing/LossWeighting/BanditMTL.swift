import Components
import Foundation
import Tasks
import Torch

/// Bandit-MTL: an adversary moves weight to tasks with large losses, but not far from even weights.
public final class BanditMTL: LossWeighting {
  public static let card = MethodCard(
    name: "bandit-mtl", title: "Bandit-MTL",
    summary: "An adversary moves weight to tasks with large losses, but not far from even weights.",
    citation: Citation(
      "Mao, Wang, Liu, Lin, Hu", "BanditMTL: Bandit-based Multi-task Learning for Text Classification", "ACL", 2021,
      "DOI 10.18653/v1/2021.acl-long.428"),
    formula: "L = Σ_k p_k L_k; after it q_k = p_k exp(η L_k), p_k ∝ q_k^{1/(1+λ)} with the least λ ≥ 0 for which "
      + "KL(p ‖ 1/K) ≤ ρ",
    symbols: MethodCard.usualSymbols[...1] + [
      ("p_k", "the adversary's weights, 1/K at the start"), ("ρ", "`rho`, how far they may be from even ones"),
      ("η", "`eta`, the step of the ascent"),
    ],
    settings: [
      Setting(
        "rho", .number(.positive), default: 0.1,
        "how far the weights may be from even ones; at log K all are permitted",
        source: "a choice of this toolkit: the paper's value was not found",
        search: Setting.Search([0.03, 0.1, 0.3], source: "a choice of this toolkit")),
      Setting(
        "eta", .number(.positive), default: 0.1, "the step of the ascent, in units of 1 / loss",
        source: "a choice of this toolkit: the paper's value was not found"),
    ],
    weightSum: .one, state: "the adversary's weights", example: "rho: 0.1, eta: 0.1",
    deviations: [
      "The ascent sees the unweighted losses; a public implementation takes the weighted ones.",
      "For the ascent an absent task's loss counts as the weighted mean of the others.",
      "Absent tasks have weight 0, and the weights of the others sum to 1.",
    ])

  private let radius: Double
  private let rate: Double
  /// log p, `[K]`.
  private let logits: Tensor
  /// 257 numbers from 0 to 1, `[257, 1]`.
  private let grid: Tensor

  /// 256⁶ parts are below the precision of a double.
  private static let divisions = 6

  /// A setting that is nil has the default of ``card``; one that is not permitted throws `SettingError`.
  public convenience init(
    tasks: Int, rho: Double? = nil, eta: Double? = nil, device: Device = .cpu, dtype: DType = .float32
  ) throws {
    try self.init(BalancingSetup(.counted(tasks), ["rho": rho, "eta": eta], device: device, dtype: dtype))
  }

  public init(_ setup: BalancingSetup) throws {
    let settings = try setup.read(Self.card)
    radius = settings.number("rho")
    rate = settings.number("eta")
    logits = setup.vector(repeating: -log(Double(setup.count)))
    grid = Tensor((0...256).map { Double($0) / 256 }, shape: [257, 1]).to(setup.device, setup.dtype)
  }

  public func weigh(_ losses: Tensor, present: Tensor?) -> WeightedLosses {
    let presence = Presence(present, for: losses)
    let known = presence?.fill(losses, with: 0) ?? losses
    let weights = logits.softmax(over: presence)
    withoutGradients { ascend(known, weights, presence) }
    return WeightedLosses(weights, times: known)
  }

  private func ascend(_ losses: Tensor, _ weights: Tensor, _ presence: Presence?) {
    let gains = presence.map { Tensor.where($0.mask, losses, ATen.dot(weights, losses)) } ?? losses
    let raised = (logits + gains * rate).logSoftmax(0)
    logits.copyInPlace((raised * exponent(raised)).logSoftmax(0))
  }

  /// The largest exponent of at most 1 with which the weights meet the constraint: their divergence grows with it.
  private func exponent(_ logits: Tensor) -> Tensor {
    var candidates = grid
    var low = grid[0]
    for _ in 0..<Self.divisions {
      let logWeights = (candidates * logits).logSoftmax(1)
      let divergence = (logWeights.exp() * logWeights).sum([1]) + log(Double(logits.count))
      // Exponent 0 gives even weights and always fits.
      let fitting = (divergence.lessOrEqual(radius).to(.int64).cumprod(0).sum() - 1).clamp(min: 0)
      low = candidates.indexSelect(0, fitting.reshape([1])).reshape([1])
      let high = candidates.indexSelect(0, (fitting + 1).clamp(max: 256).reshape([1])).reshape([1])
      candidates = low + (high - low) * grid
    }
    return low
  }

  public var state: [String: Tensor] { ["log-weights": logits.clone()] }

  public func load(state: [String: Tensor]) throws { try copy(state, into: ["log-weights": logits]) }

  public func reset() { withoutGradients { _ = logits.fillInPlace(-log(Double(logits.count))) } }
}
