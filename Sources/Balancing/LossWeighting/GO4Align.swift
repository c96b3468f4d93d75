import Components
import Tasks
import Torch

/// GO4Align: tasks of similar weights form groups, and all tasks of a group have its mean weight.
public final class GO4Align: LossWeighting {
  public static let card = MethodCard(
    name: "go4align", title: "GO4Align",
    summary: "Groups of tasks with similar weights, by losses and their history, share one weight (reconstruction).",
    citation: Citation(
      "Shen, Wang, Xiao, Van Noord, Worring", "GO4Align: Group Optimization for Multi-Task Alignment", "NeurIPS", 2024,
      "arXiv 2404.06486"),
    formula:
      "w_k = the mean of v over k's group, v_k = p_k Σ_j L_j / (L_k + eps), p_k ∝ p_k(t − 1) exp(−β L_k), Σ_k p_k = 1; "
      + "groups: k-means of v; L = Σ_k w_k L_k",
    symbols: MethodCard.usualSymbols.prefix(3) + [
      ("p_k", "the risk indicator of task k, 1/K at the start"), ("β", "`beta`"),
    ],
    settings: [
      Setting(
        "groups", .wholeNumber(.atLeast(1)), default: 2, "the number of groups, at most; as many as tasks for none",
        source: "a choice of this toolkit: the authors choose it for each data set"),
      Setting(
        "beta", .number(.nonNegative), default: 1e-4, "how fast the indicators follow the losses, in units of 1 / loss",
        source: "a public description of the authors' code"),
      Setting(
        "eps", .number(.nonNegative), default: 1e-8, "added to each loss before the division",
        source: "a choice of this toolkit, as for UW-O"),
    ],
    weightSum: .free, state: "the logarithms of the risk indicators", example: "groups: 2",
    deviations: [
      "A reconstruction of the paper's formulas: the authors' code has no licence and was not read.",
      "The groups are the best ones, which are found exactly: in one dimension they are intervals. K-means in general depends on its "
        + "start.",
      "Absent tasks take no part, and their indicators keep their share.",
    ])

  private let groupMeans: GroupMeans
  private let beta: Double
  private let eps: Double
  /// `[K]`, log p up to a constant.
  private let indicators: Tensor

  /// A setting that is nil has the default of ``card``; one that is not permitted throws `SettingError`.
  public convenience init(
    tasks: Int, groups: Int? = nil, beta: Double? = nil, eps: Double? = nil, device: Device = .cpu,
    dtype: DType = .float32
  ) throws {
    try self.init(
      BalancingSetup(.counted(tasks), ["groups": groups, "beta": beta, "eps": eps], device: device, dtype: dtype))
  }

  public init(_ setup: BalancingSetup) throws {
    let settings = try setup.read(Self.card)
    groupMeans = GroupMeans(setup.count, groups: Int(settings.number("groups")), on: setup.device)
    beta = settings.number("beta")
    eps = settings.number("eps")
    indicators = setup.vector(repeating: 0)
  }

  public func weigh(_ losses: Tensor, present: Tensor?) -> WeightedLosses {
    let presence = Presence(present, for: losses)
    let known = presence?.fill(losses, with: 0) ?? losses
    let weights = withoutGradients {
      follow(known.detach(), presence)
      let scales = known.sum() / (known + eps)
      let values = indicators.softmax(over: presence) * (presence?.zero(scales) ?? scales)
      return groupMeans(values, presence)
    }
    return WeightedLosses(weights, times: known)
  }

  /// Moves the indicators of the present tasks, whose mean does not move.
  private func follow(_ losses: Tensor, _ presence: Presence?) {
    let mean = presence.map { losses.sum() / $0.count(losses.dtype) } ?? losses.mean()
    let moves = (losses - mean) * -beta
    indicators.addInPlace(presence?.zero(moves) ?? moves)
  }

  public var state: [String: Tensor] { ["indicators": indicators.clone()] }

  public func load(state: [String: Tensor]) throws { try copy(state, into: ["indicators": indicators]) }

  public func reset() { withoutGradients { _ = indicators.zeroInPlace() } }
}
