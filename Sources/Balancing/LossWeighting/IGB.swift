import Components
import Tasks
import Torch

/// IGB: more weight for tasks whose loss is still large in units of its mean in an early epoch.
///
/// The paper's first form. Its second, which learns the weights by reinforcement, is not here.
public final class IGB: LossWeighting {
  public static let card = MethodCard(
    name: "igb", title: "IGB",
    summary:
      "More weight for tasks with a large gap left to improve, by the loss in units of its mean in an early epoch.",
    citation: Citation(
      "Dai, Fei, Lu", "Improvable Gap Balancing for Multi-Task Learning", "UAI", 2023, "arXiv 2307.15429"),
    formula:
      "L = Σ_k z_k log(L_k + eps), z = K softmax(sg[L_k] / B_k); w_k = z_k / (L_k + eps); z = 1 until B is known",
    symbols: MethodCard.usualSymbols + [
      ("B_k", "the mean loss of task k in epoch `base-epoch`"), ("z_k", "its weight in the sum of logarithms"),
    ],
    settings: [
      Setting(
        "base-epoch", .wholeNumber(.atLeast(1)), default: 2, "the epoch whose mean losses are the base; 1 is the first",
        source: "the authors' code, which counts from 0"),
      Setting(
        "eps", .number(.nonNegative), default: 1e-8, "added to each loss before the logarithm",
        source: "Log-Sum, whose sum this method weighs; the authors' code adds nothing"),
    ],
    weightSum: .free, state: "the base losses and the number of epochs", example: "base-epoch: 2",
    deviations: [
      "The first form of the paper, IGBv1, alone.",
      "The base of a task without labels in that epoch, or with a mean loss of 0, is the mean of its first later epoch with others; "
        + "until then its ratio is 1.",
      "Absent tasks take no part; K counts the present ones.",
    ])

  private let baseEpoch: Int
  private let eps: Double
  /// `[K]`, NaN where it is not known.
  private let base: Tensor
  private var epoch = 0

  /// A setting that is nil has the default of ``card``; one that is not permitted throws `SettingError`.
  public convenience init(
    tasks: Int, baseEpoch: Int? = nil, eps: Double? = nil, device: Device = .cpu, dtype: DType = .float32
  ) throws {
    try self.init(
      BalancingSetup(.counted(tasks), ["base-epoch": baseEpoch, "eps": eps], device: device, dtype: dtype))
  }

  public init(_ setup: BalancingSetup) throws {
    let settings = try setup.read(Self.card)
    baseEpoch = Int(settings.number("base-epoch"))
    eps = settings.number("eps")
    base = setup.vector(repeating: .nan)
  }

  public func weigh(_ losses: Tensor, present: Tensor?) -> WeightedLosses {
    let presence = Presence(present, for: losses)
    let known = presence?.fill(losses, with: 1) ?? losses
    let shifted = known + eps
    let logarithms = presence?.zero(shifted.log()) ?? shifted.log()
    let shares = withoutGradients { gaps(known.detach(), presence) }
    return WeightedLosses(objective: ATen.dot(shares, logarithms), weights: shares / shifted.detach())
  }

  /// z; 1 for each present task in the epochs before the base is known.
  private func gaps(_ losses: Tensor, _ presence: Presence?) -> Tensor {
    guard epoch >= baseEpoch else { return presence?.mask.to(losses.dtype) ?? losses.onesLike() }
    let ratios = Tensor.where(base.isNaN(), losses.onesLike(), losses / base)
    guard let presence else { return ratios.softmax(0) * Double(ratios.count) }
    return presence.softmax(ratios) * presence.count(losses.dtype)
  }

  public func epochEnded(meanLosses: Tensor) {
    epoch += 1
    guard epoch >= baseEpoch else { return }
    withoutGradients {
      let means = meanLosses.to(base.device, base.dtype)
      let usable = means.greater(0).logicalAnd(base.isNaN())
      base.copyInPlace(Tensor.where(usable, means, base))
    }
  }

  private static let epochName = "epoch"

  public var state: [String: Tensor] {
    ["base": base.clone(), Self.epochName: Tensor(scalar: Double(epoch), dtype: .float64)]
  }

  public func load(state: [String: Tensor]) throws {
    try check(state, like: self.state)
    epoch = try count(Self.epochName, in: state)
    withoutGradients { _ = base.copyInPlace(state["base"]!) }
  }

  public func reset() {
    withoutGradients { _ = base.fillInPlace(.nan) }
    epoch = 0
  }
}
