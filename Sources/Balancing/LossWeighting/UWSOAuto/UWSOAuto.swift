import Components
import Tasks
import Torch

/// UW-SO whose temperature follows the losses, so that nobody has to search it.
///
/// The weights are those of ``UWSO`` at a temperature that a rule gives for each batch. With every rule they depend on the ratios of
/// the losses alone: another unit of all of them changes nothing.
public final class UWSOAuto: LossWeighting {
  /// What gives the temperature of a batch.
  public enum Rule: String, SettingWord {
    /// `temperature` times the running mean inverse loss.
    case relative
    /// The temperature at which the weights have an effective number of tasks.
    case entropy
    /// One of a few relative temperatures, by how far the losses fell under each.
    case bandit
  }

  public static let card = MethodCard(
    name: "uw-so-auto", title: "UW-SO-Auto", summary: "UW-SO whose temperature follows the losses.",
    citation: .analyticalUncertainty,
    formula:
      "w = softmax((1 / sg[L]) / T); `relative`: T = c m; `entropy`: T such that exp(−Σ_k w_k log w_k) = 1 + s (K − 1); "
      + "`bandit`: T = c_a m, arm a by discounted UCB",
    symbols: MethodCard.usualSymbols + [
      ("c", "`temperature`"), ("m", "the running mean over batches of the mean of 1 / L over tasks"), ("s", "`share`"),
      ("c_a", "one of `temperatures`"),
    ],
    settings: [
      Setting(
        "rule", .word(Rule.allCases.map(\.rawValue)), default: .word(Rule.bandit.rawValue),
        "what gives the temperature of a batch", source: "this toolkit"),
      Setting(
        "temperature", .number(.positive), default: 1,
        "for `relative`: the temperature in units of the running mean inverse loss", source: "this toolkit"),
      Setting(
        "share", .number(.between(0, 1)), default: 0.5,
        "for `entropy`: the effective number of tasks is 1 + share · (K − 1)", source: "this toolkit"),
      Setting(
        "half-life", .number(.nonNegative), default: 0,
        "for `entropy`: epochs in which the share goes half of the way from 1 to its value; 0 has the value from the start",
        source: "this toolkit"),
      Setting(
        "temperatures", .numbers(.positive), default: [0.3, 1, 3, 10, 30],
        "for `bandit`: the relative temperatures that take turns", source: "this toolkit"),
      Setting(
        "window", .wholeNumber(.between(1, 1_000_000)), default: 20,
        "for `bandit`: the steps for which a temperature holds", source: "this toolkit"),
      Setting(
        "beta", .number(.between(0, 1)), default: 0.99,
        "for `relative` and `bandit`: the share of the past in the running mean inverse loss", source: "this toolkit"),
    ],
    weightSum: .one, state: "with `relative` and `bandit`, running means; with `half-life`, the number of epochs",
    example: "rule: bandit, window: 20",
    deviations: [
      "Not in the paper, which searches the temperature and names a heuristic for it as future work.",
      "Absent tasks take no part in the softmax, and K counts the present ones.",
      "Experimental: over seven data sets none of the rules was shown to be at most a point of Δm behind a searched temperature. `bandit`, "
        + "the default, came nearest (study `temperature`).",
    ])

  private let rule: any TemperatureRule

  /// A setting that is nil has the default of ``card``; one that is not permitted throws `SettingError`.
  public convenience init(
    tasks: Int, rule: Rule? = nil, temperature: Double? = nil, share: Double? = nil, halfLife: Double? = nil,
    temperatures: [Double]? = nil, window: Int? = nil, beta: Double? = nil, device: Device = .cpu,
    dtype: DType = .float32
  ) throws {
    try self.init(
      BalancingSetup(
        .counted(tasks),
        [
          "rule": rule, "temperature": temperature, "share": share, "half-life": halfLife, "temperatures": temperatures,
          "window": window, "beta": beta,
        ], device: device, dtype: dtype))
  }

  public init(_ setup: BalancingSetup) throws {
    let settings = try setup.read(Self.card)
    let beta = settings.number("beta")
    let kind: Rule = settings.word("rule"), temperatures = settings.numbers("temperatures") ?? []
    guard !temperatures.isEmpty else {
      throw SettingError("`temperatures` should have at least one number. Found none.")
    }
    rule =
      switch kind {
      case .relative: RelativeTemperature(settings.number("temperature"), beta: beta, setup)
      case .entropy: EffectiveTasks(settings.number("share"), halfLife: settings.number("half-life"), setup)
      case .bandit:
        TemperatureBandit(
          temperatures, window: settings.wholeNumber("window"), beta: beta, setup)
      }
  }

  public func weigh(_ losses: Tensor, present: Tensor?) -> WeightedLosses {
    let presence = Presence(present, for: losses)
    let known = presence?.fill(losses.detach(), with: 1) ?? losses.detach()
    let weights = rule.logits((known + UWSO.usualEps).reciprocal(), presence).softmax(over: presence).to(losses.dtype)
    return WeightedLosses(weights, times: presence?.fill(losses, with: 0) ?? losses)
  }

  public var state: [String: Tensor] { rule.memory.mapValues { $0.clone() } }

  public func load(state: [String: Tensor]) throws {
    let memory = rule.memory
    try check(state, like: memory)
    try rule.check(state)
    try copy(state, into: memory)
  }

  public func reset() { rule.reset() }

  public func epochEnded(meanLosses: Tensor) { rule.epochEnded() }
}
