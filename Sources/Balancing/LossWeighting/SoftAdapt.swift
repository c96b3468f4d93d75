import Components
import Tasks
import Torch

/// SoftAdapt: more weight for tasks whose loss falls slowly, or rises, from step to step.
public final class SoftAdapt: LossWeighting {
  /// Which of the paper's weights.
  public enum Form: String, SettingWord {
    case original, normalised
    case lossWeighted = "loss-weighted"
    case both

    var isNormalised: Bool { self == .normalised || self == .both }
    var isLossWeighted: Bool { self == .lossWeighted || self == .both }
  }

  public static let card = MethodCard(
    name: "softadapt", title: "SoftAdapt", summary: "More weight for tasks whose loss falls slowly from step to step.",
    citation: Citation(
      "Heydari, Thompson, Mehmood",
      "SoftAdapt: Techniques for Adaptive Loss Weighting of Neural Networks with Multi-Part Loss Functions", "arXiv",
      2019, "arXiv 1912.12355"),
    formula: "w_k = f_k exp(β s_k) / Σ_j f_j exp(β s_j), s_k = L_k(t) − L_k(t − 1), f_k = 1; "
      + "normalised: s_k / (Σ_j |s_j| + eps) in place of s_k; loss-weighted: f_k = sg[L_k]; L = Σ_k w_k L_k",
    symbols: MethodCard.usualSymbols + [
      ("s_k", "the last change of task k's loss"), ("β", "`beta`"), ("f_k", "the factor of `form`"),
    ],
    settings: [
      Setting(
        "form", .word(of: Form.self), default: "original",
        "changes in units of the losses, changes divided by the sum of their sizes, weights times the losses, or both",
        source: "Heydari, Thompson, Mehmood, 2019"),
      Setting(
        "beta", .number(.finite), default: 0.1,
        "above 0, more weight for losses that fall slowly; below 0, for those that fall fast; 0 is equal weighting",
        source: "the authors' code"),
      Setting(
        "eps", .number(.positive), default: 1e-8, "added to the sum of the changes' sizes, for `normalised` and `both`",
        source: "the authors' code"),
    ],
    weightSum: .one, state: "the last loss of each task", example: "beta: 0.1",
    deviations: [
      "The change is the first difference of the task's last two losses. The authors' package takes finite differences of any "
        + "order over stored losses, and new weights every few epochs.",
      "The sum of the changes' sizes is that of the authors' first code; their package divides by the sum of the changes themselves, "
        + "which turns the order of the weights round where losses fall.",
      "A task's change is 0 in its first step. Absent tasks take no part.",
    ])

  private let form: Form
  private let beta: Double
  private let eps: Double
  /// `[K]`, NaN for a task that was never present.
  private let last: Tensor

  /// A setting that is nil has the default of ``card``; one that is not permitted throws `SettingError`.
  public convenience init(
    tasks: Int, form: Form? = nil, beta: Double? = nil, eps: Double? = nil, device: Device = .cpu,
    dtype: DType = .float32
  ) throws {
    try self.init(
      BalancingSetup(.counted(tasks), ["form": form, "beta": beta, "eps": eps], device: device, dtype: dtype))
  }

  public init(_ setup: BalancingSetup) throws {
    let settings = try setup.read(Self.card)
    form = settings.word("form")
    beta = settings.number("beta")
    eps = settings.number("eps")
    last = setup.vector(repeating: .nan)
  }

  public func weigh(_ losses: Tensor, present: Tensor?) -> WeightedLosses {
    let presence = Presence(present, for: losses)
    let known = presence?.fill(losses, with: 0) ?? losses
    let weights = withoutGradients {
      let shares = (changes(losses.detach(), presence) * beta).softmax(over: presence)
      guard form.isLossWeighted else { return shares }
      let weighted = shares * known
      return weighted / weighted.sum().clamp(min: Self.least)
    }
    return WeightedLosses(weights, times: known)
  }

  /// Below every sum of losses, so that losses of 0 are divided by something.
  private static let least = 1e-38

  /// The change of each present loss since the task's last one; 0 for the others.
  private func changes(_ losses: Tensor, _ presence: Presence?) -> Tensor {
    let differences = presence?.zero(losses - last) ?? losses - last
    let changes = differences.maskedFill(mask: last.isNaN(), 0)
    last.copyInPlace(presence.map { Tensor.where($0.mask, losses, last) } ?? losses)
    return form.isNormalised ? changes / (changes.abs().sum() + eps) : changes
  }

  public var state: [String: Tensor] { ["last": last.clone()] }

  public func load(state: [String: Tensor]) throws { try copy(state, into: ["last": last]) }

  public func reset() { withoutGradients { _ = last.fillInPlace(.nan) } }
}
