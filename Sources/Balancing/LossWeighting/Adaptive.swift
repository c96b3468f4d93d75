import Components
import Tasks
import Torch

/// Adaptive: each task's share of the summed losses is its weight, so that hard tasks get more.
public final class Adaptive: LossWeighting {
  /// Whether the weights count as constants.
  public enum Gradient: String, SettingWord { case detached, attached }
  /// Which losses make the weights.
  public enum Update: String, SettingWord { case step, epoch }
  /// What the weights sum to: K or 1.
  public enum Sum: String, SettingWord { case tasks, one }

  public static let card = MethodCard(
    name: "adaptive", title: "Adaptive",
    summary: "Each task's share of the summed losses: more weight for harder tasks (reconstruction).",
    citation: Citation(
      "Huq, Pervin", "Adaptive Weight Assignment Scheme For Multi-task Learning", "IJ-AI 11(1)", 2022,
      "arXiv 2303.07278"),
    formula: "w_k = K sg[L_k] / Σ_j sg[L_j]; L = Σ_k w_k L_k", symbols: MethodCard.usualSymbols,
    settings: [
      Setting(
        "gradient", .word(of: Gradient.self), default: "detached",
        "whether the weights count as constants, or the objective is K Σ L² / Σ L itself",
        source: "a choice of this reconstruction"),
      Setting(
        "update", .word(of: Update.self), default: "step",
        "weights from the losses of each batch or from the mean losses of the last epoch",
        source: "a choice of this reconstruction"),
      Setting(
        "sum", .word(of: Sum.self), default: "tasks", "what the weights sum to: K or 1",
        source: "a choice of this reconstruction"),
    ],
    weightSum: .taskCount, state: "with `update: epoch`, the mean losses of the last epoch",
    deviations: [
      "A reconstruction with two flags: only the paper's abstract was at hand, which settles neither.",
      "`gradient: attached` can give an easy task a negative factor.",
      "The opposite of UW-O: a loss multiplied by a number gets a larger share.",
    ])

  private let isAttached: Bool
  private let sumsToOne: Bool
  /// `[K]`, the mean losses of the last epoch, NaN where there was none; nil where weights follow the step.
  private let means: Tensor?
  /// The weights of the running epoch.
  private var weights: Tensor

  /// A setting that is nil has the default of ``card``; one that is not permitted throws `SettingError`.
  public convenience init(
    tasks: Int, gradient: Gradient? = nil, update: Update? = nil, sum: Sum? = nil, device: Device = .cpu,
    dtype: DType = .float32
  ) throws {
    try self.init(
      BalancingSetup(
        .counted(tasks), ["gradient": gradient, "update": update, "sum": sum], device: device, dtype: dtype))
  }

  public init(_ setup: BalancingSetup) throws {
    let settings = try setup.read(Self.card)
    isAttached = settings.word("gradient", as: Gradient.self) == .attached
    sumsToOne = settings.word("sum", as: Sum.self) == .one
    let isEpoch = settings.word("update", as: Update.self) == .epoch
    guard !isAttached || !isEpoch else {
      throw SettingError("`gradient` should be `detached` where `update` is `epoch`. Found `attached`.")
    }
    means = isEpoch ? setup.vector(repeating: .nan) : nil
    weights = setup.vector(repeating: sumsToOne ? 1 / Double(setup.count) : 1)
  }

  public func weigh(_ losses: Tensor, present: Tensor?) -> WeightedLosses {
    let presence = Presence(present, for: losses)
    let losses = presence?.fill(losses, with: 0) ?? losses
    if means != nil { return WeightedLosses(presence?.zero(weights) ?? weights, times: losses) }
    let constants = losses.detach()
    let shares = constants / constants.sum().clamp(min: Self.least)
    let factor =
      sumsToOne ? nil : presence?.count(losses.dtype) ?? Tensor(scalar: Double(losses.count)).to(losses.device)
    func scaled(_ x: Tensor) -> Tensor { factor.map { x * $0 } ?? x }
    guard isAttached else { return WeightedLosses(scaled(shares), times: losses) }
    let squares = shares.square().sum()
    let factors = presence?.zero(shares * 2 - squares) ?? shares * 2 - squares
    return WeightedLosses(value: scaled(ATen.dot(shares, constants)), scaled(factors), times: losses)
  }

  /// Below every sum of losses, so that a batch without any label is divided by something.
  private static let least = 1e-38

  public func epochEnded(meanLosses: Tensor) {
    guard let means else { return }
    withoutGradients {
      let newest = meanLosses.to(means.device, means.dtype)
      means.copyInPlace(Tensor.where(newest.isNaN(), means, newest))
      updateWeights()
    }
  }

  /// A task whose mean loss is not known counts like the average one.
  private func updateWeights() {
    guard let means else { return }
    let known = means.isNaN().logicalNot()
    let average = means.nanToNumber().sum() / known.sum().to(means.dtype)
    let filled = Tensor.where(known, means, average)
    let shares = filled / filled.sum()
    let even = shares.onesLike() / Double(shares.count)
    weights = Tensor.where(shares.isNaN(), even, shares) * (sumsToOne ? 1 : Double(shares.count))
  }

  public var state: [String: Tensor] { means.map { ["means": $0.clone()] } ?? [:] }

  public func load(state: [String: Tensor]) throws {
    try copy(state, into: means.map { ["means": $0] } ?? [:])
    withoutGradients { updateWeights() }
  }

  public func reset() {
    withoutGradients {
      _ = means?.fillInPlace(.nan)
      updateWeights()
    }
  }
}
