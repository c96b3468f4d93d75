import Components
import Tasks
import Torch

/// ReLoBRaLo: weights follow how far each loss has fallen since the last step and, now and then, since the first one.
public final class ReLoBRaLo: LossWeighting {
  public static let card = MethodCard(
    name: "relobralo", title: "ReLoBRaLo",
    summary: "Moving averages of weights by the losses' progress since the last step and, at random, since the first.",
    citation: Citation(
      "Bischof, Kraus", "Multi-Objective Loss Balancing for Physics-Informed Deep Learning", "CMAME 439", 2025,
      "arXiv 2110.09813"),
    formula: "w(t) = α (ρ w(t − 1) + (1 − ρ) b(t, 0)) + (1 − α) b(t, t − 1), "
      + "b_k(t, t') = K softmax_k(L_k(t) / (T L_k(t') + eps)), ρ ~ Bernoulli(`rho`); L = Σ_k w_k L_k; w = 1 in the first step",
    symbols: MethodCard.usualSymbols.prefix(3) + [
      ("L_k(t)", "its loss in step t; step 0 is the first"), ("b", "the balance of the losses at t with those at t'"),
      ("α", "`alpha`"), ("ρ", "1 for the average so far, 0 for a look back at the first step"), ("T", "`temperature`"),
    ],
    settings: [
      Setting(
        "alpha", .number(.fraction), default: 0.999, "how much of the past each step keeps",
        source: "Bischof, Kraus, CMAME 2025"),
      Setting(
        "rho", .number(.fraction), default: 0.999,
        "the probability that a step keeps the average of the weights, and does not look back at the first losses",
        source: "Bischof, Kraus, CMAME 2025"),
      Setting(
        "temperature", .number(.positive), default: 0.1, "the larger, the more even the weights",
        source: "Bischof, Kraus, CMAME 2025"),
      Setting(
        "eps", .number(.positive), default: 1e-12, "added to each denominator", source: "public implementations"),
    ],
    weightSum: .taskCount, state: "the weights, the first and the last losses, and its random generator",
    example: "alpha: 0.999",
    deviations: [
      "From the paper's formulas; the authors' code has no licence and was not read.",
      "A task's first loss is that of the first step in which it is present. In b, K counts the present tasks; the weight of an absent "
        + "task stays as it is until the task is back.",
      "A task whose earlier loss was 0 gets all of b.",
    ])

  private let alpha: Double
  private let rho: Double
  private let temperature: Double
  private let eps: Double
  private let generator: Generator
  /// The weights of the last step.
  private var weights: Tensor
  /// The first and the last losses, NaN for a task that was never present.
  private let first: Tensor
  private let last: Tensor

  /// A setting that is nil has the default of ``card``; one that is not permitted throws `SettingError`.
  public convenience init(
    tasks: Int, alpha: Double? = nil, rho: Double? = nil, temperature: Double? = nil, eps: Double? = nil,
    generator: Generator = Generator(seed: 0), device: Device = .cpu, dtype: DType = .float32
  ) throws {
    try self.init(
      BalancingSetup(
        .counted(tasks), ["alpha": alpha, "rho": rho, "temperature": temperature, "eps": eps], generator: generator,
        device: device, dtype: dtype))
  }

  public init(_ setup: BalancingSetup) throws {
    let settings = try setup.read(Self.card)
    alpha = settings.number("alpha")
    rho = settings.number("rho")
    temperature = settings.number("temperature")
    eps = settings.number("eps")
    generator = setup.generator
    weights = setup.vector(repeating: 1)
    first = setup.vector(repeating: .nan)
    last = setup.vector(repeating: .nan)
  }

  public func weigh(_ losses: Tensor, present: Tensor?) -> WeightedLosses {
    let presence = Presence(present, for: losses)
    withoutGradients { update(losses.detach(), presence) }
    return WeightedLosses(presence?.zero(weights) ?? weights, times: presence?.fill(losses, with: 0) ?? losses)
  }

  private func update(_ losses: Tensor, _ presence: Presence?) {
    let known = presence?.fill(losses, with: 1) ?? losses
    for past in [first, last] {
      past.copyInPlace(Tensor.where(past.isNaN(), presence?.fill(losses, with: .nan) ?? losses, past))
    }
    let history = Tensor.where(draw(losses), weights, balance(known, first, presence))
    let moved = history * alpha + balance(known, last, presence) * (1 - alpha)
    weights = presence.map { Tensor.where($0.mask, moved, weights) } ?? moved
    last.copyInPlace(presence.map { Tensor.where($0.mask, losses, last) } ?? losses)
  }

  /// b: as many as there are present tasks, shared out by how large each loss is in units of an earlier one.
  private func balance(_ losses: Tensor, _ earlier: Tensor, _ presence: Presence?) -> Tensor {
    let ratios = losses / (earlier * temperature + eps)
    guard let presence else { return ratios.softmax(0) * Double(ratios.count) }
    return presence.softmax(presence.fill(ratios, with: 0)) * presence.count(ratios.dtype)
  }

  /// ρ, `[1]`, on the losses' device.
  private func draw(_ losses: Tensor) -> Tensor {
    let drawn = Tensor.empty([1], dtype: losses.dtype, device: generator.device)
    return ATen.bernoulli_(drawn, rho, generator).to(losses.device).greater(0)
  }

  private static let generatorName = "generator"
  private var memory: [String: Tensor] { ["weights": weights, "first": first, "last": last] }

  public var state: [String: Tensor] {
    memory.mapValues { $0.clone() }.merging([Self.generatorName: generator.state]) { $1 }
  }

  public func load(state: [String: Tensor]) throws {
    try check(state, like: self.state)
    try generator.restore(state[Self.generatorName]!)
    weights = weights.clone()
    try copy(state.filter { $0.key != Self.generatorName }, into: memory)
  }

  public func reset() {
    withoutGradients {
      weights = weights.onesLike()
      first.fillInPlace(.nan)
      last.fillInPlace(.nan)
    }
  }
}
