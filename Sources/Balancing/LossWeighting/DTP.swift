import Components
import Tasks
import Torch

/// DTP: more weight for tasks that are hard by their own measure, such as accuracy.
public final class DTP: IndicatorDriven {
  /// A public implementation.
  static let range = (lower: 0.1, upper: 0.99)

  public static let card = MethodCard(
    name: "dtp", title: "DTP", summary: "More weight for tasks that are hard by their own measure, such as accuracy.",
    citation: Citation(
      "Guo, Haque, Huang, Yeung, Fei-Fei", "Dynamic Task Prioritization for Multitask Learning", "ECCV", 2018,
      "DOI 10.1007/978-3-030-01270-0_17"),
    formula: "w_k = −(1 − κ̄_k)^γ log κ̄_k; κ̄_k ← α κ_k + (1 − α) κ̄_k; L = Σ_k w_k L_k",
    symbols: MethodCard.usualSymbols[1...2] + [
      ("κ_k", "the key performance indicator of task k after an epoch, between 0 and 1 (perfect)"),
      ("κ̄_k", "its moving mean, kept within [0.1, 0.99]"), ("α, γ", "`alpha`, `gamma`"),
    ],
    settings: [
      Setting(
        "alpha", .number(.fraction), default: 0.5, "the share of the newest indicator in the moving mean",
        source: "a choice of this toolkit: the paper's value was not found"),
      Setting(
        "gamma", .number(.nonNegative), default: 1, "the larger, the less weight for tasks that are nearly perfect",
        source: "a choice of this toolkit: the paper's value was not found",
        search: Setting.Search([0.5, 1, 2], source: "a choice of this toolkit")),
    ],
    weightSum: .free, hasFixedWeights: true, needsIndicators: true, state: "the moving means of the indicators",
    example: "gamma: 2",
    deviations: [
      "Indicators are measured once an epoch on the split that selects epochs, not after every batch.",
      "Moving means are kept within [0.1, 0.99], where the weight is neither infinite nor 0, as in a public "
        + "implementation.",
      "Until a task's first indicator its weight is 1.",
      "The focal loss within a task is the choice of the task's own loss.",
    ])

  private let alpha: Double
  private let gamma: Double
  /// `[K]`, the moving means, NaN where there was no indicator yet.
  private let indicators: Tensor
  private var weights: Tensor

  /// A setting that is nil has the default of ``card``; one that is not permitted throws `SettingError`.
  public convenience init(
    tasks: Int, alpha: Double? = nil, gamma: Double? = nil, device: Device = .cpu, dtype: DType = .float32
  ) throws {
    try self.init(BalancingSetup(.counted(tasks), ["alpha": alpha, "gamma": gamma], device: device, dtype: dtype))
  }

  public init(_ setup: BalancingSetup) throws {
    let settings = try setup.read(Self.card)
    alpha = settings.number("alpha")
    gamma = settings.number("gamma")
    indicators = setup.vector(repeating: .nan)
    weights = setup.vector(repeating: 1)
  }

  public func weigh(_ losses: Tensor, present: Tensor?) -> WeightedLosses {
    guard let presence = Presence(present, for: losses) else { return WeightedLosses(weights, times: losses) }
    return WeightedLosses(presence.zero(weights), times: presence.fill(losses, with: 0))
  }

  public func measured(indicators newest: Tensor) {
    withoutGradients {
      let newest = newest.to(indicators.device, indicators.dtype)
      let before = Tensor.where(indicators.isNaN(), newest, indicators)
      let moved = newest * alpha + before * (1 - alpha)
      indicators.copyInPlace(Tensor.where(newest.isNaN(), before, moved))
      updateWeights()
    }
  }

  private func updateWeights() {
    let known = indicators.clamp(min: Self.range.lower, max: Self.range.upper)
    let priorities = -((1 - known).pow(gamma) * known.log())
    weights = Tensor.where(indicators.isNaN(), indicators.onesLike(), priorities)
  }

  public var state: [String: Tensor] { ["indicators": indicators.clone()] }

  public func load(state: [String: Tensor]) throws {
    try copy(state, into: ["indicators": indicators])
    withoutGradients { updateWeights() }
  }

  public func reset() {
    withoutGradients {
      indicators.fillInPlace(.nan)
      updateWeights()
    }
  }
}
