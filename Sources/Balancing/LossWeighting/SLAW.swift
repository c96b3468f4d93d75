import Components
import Tasks
import Torch

/// SLAW: each loss is divided by its own running standard deviation, which stands for the norm of its gradient.
public final class SLAW: LossWeighting {
  /// How the running means begin.
  public enum Start: String, SettingWord {
    case arithmetic
    case firstValue = "first-value"
    case zero
  }

  public static let card = MethodCard(
    name: "slaw", title: "SLAW", summary: "Each loss is divided by its own running standard deviation.",
    citation: Citation(
      "Crawshaw, Košecká", "SLAW: Scaled Loss Approximate Weighting for Efficient Multi-Task Learning", "arXiv", 2021,
      "arXiv 2109.08218"),
    formula: "w_k = K (1 / s_k) / Σ_j (1 / s_j), s_k = max(√(a_k − b_k²), floor); L = Σ_k w_k L_k",
    symbols: MethodCard.usualSymbols.prefix(3) + [
      ("a_k, b_k", "running means of L_k² and of L_k"), ("s_k", "the standard deviation of L_k over the last steps"),
    ],
    settings: [
      Setting(
        "beta", .number(.properFraction), default: 0.99, "how much of the past each step keeps",
        source: "the authors' code"),
      Setting(
        "start", .word(of: Start.self), default: "arithmetic",
        "plain means over the first 1 / (1 − beta) steps, moving means from the first loss, or from 0, where the first "
          + "weights are those of 1 / L",
        source: "the authors' code"),
      Setting(
        "floor", .number(.positive), default: 1e-5, "the least standard deviation, in units of the loss",
        source: "the authors' code"),
    ],
    weightSum: .taskCount, state: "running means and variances of the losses", example: "beta: 0.99",
    deviations: [
      "The variance is kept instead of the mean square: the same number without its cancellation.",
      "A task that was seen only once has weight 1, so that a late one does not outweigh the others.",
      "The weights sum to the number of present tasks.",
    ])

  private let start: Start
  private let leastVariance: Double
  /// The steps of plain means.
  private let window: Int
  private let beta: Tensor
  private let count: Tensor
  private let mean: Tensor
  private let variance: Tensor
  /// How often every task was present, at least: known on the host.
  private var steps = 0

  /// A setting that is nil has the default of ``card``; one that is not permitted throws `SettingError`.
  public convenience init(
    tasks: Int, beta: Double? = nil, start: Start? = nil, floor: Double? = nil, device: Device = .cpu,
    dtype: DType = .float32
  ) throws {
    try self.init(
      BalancingSetup(.counted(tasks), ["beta": beta, "start": start, "floor": floor], device: device, dtype: dtype))
  }

  public init(_ setup: BalancingSetup) throws {
    let settings = try setup.read(Self.card)
    start = settings.word("start")
    let beta = settings.number("beta"), floor = settings.number("floor")
    leastVariance = floor * floor
    window = start == .arithmetic ? Int((1 / (1 - beta)).rounded()) : 1
    self.beta = setup.vector(repeating: beta)
    count = setup.vector(repeating: 0)
    mean = setup.vector(repeating: 0)
    variance = setup.vector(repeating: 0)
  }

  public func weigh(_ losses: Tensor, present: Tensor?) -> WeightedLosses {
    let presence = Presence(present, for: losses)
    let weights = withoutGradients {
      observe(losses, presence)
      let inverse = variance.clamp(min: leastVariance).rsqrt()
      // Past the start, without absent tasks, no task needs to be looked at apart.
      return presence == nil && steps > window ? inverse / inverse.mean() : balanced(inverse, presence)
    }
    return WeightedLosses(weights, times: presence?.fill(losses, with: 0) ?? losses)
  }

  private func observe(_ losses: Tensor, _ presence: Presence?) {
    count.addInPlace(presence?.mask.to(count.dtype) ?? count.onesLike())
    if presence == nil { steps += 1 }
    let kept = presence == nil && steps > window ? beta : share(presence)
    let difference = (presence?.fill(losses, with: 0) ?? losses) - mean
    let change = difference - kept * difference
    mean.addInPlace(change)
    ATen.addcmul_(variance, change, difference, 1)
    variance.multiplyInPlace(kept)
  }

  /// How much of the past is kept: for absent tasks, all.
  private func share(_ presence: Presence?) -> Tensor {
    var kept = beta
    switch start {
    case .zero: break
    case .firstValue: kept = kept.maskedFill(mask: count.lessOrEqual(1), 0)
    case .arithmetic:
      kept = Tensor.where(count.lessOrEqual(Double(window)), 1 - count.clamp(min: 1).reciprocal(), kept)
    }
    return presence.map { kept.maskedFill(mask: $0.mask.logicalNot(), 1) } ?? kept
  }

  /// - Parameter inverse: one over each standard deviation.
  private func balanced(_ inverse: Tensor, _ presence: Presence?) -> Tensor {
    var known = count.greaterOrEqual(start == .zero ? 1 : 2)
    if let presence { known = known.logicalAnd(presence.mask) }
    let own = inverse * known.to(inverse.dtype)
    let weights = Tensor.where(known, own * (known.sum().to(own.dtype) / own.sum()), own.onesLike())
    return presence?.zero(weights) ?? weights
  }

  private var memory: [String: Tensor] { ["count": count, "mean": mean, "variance": variance] }

  public var state: [String: Tensor] {
    memory.mapValues { $0.clone() }.merging([Self.stepsName: Tensor(scalar: Double(steps), dtype: .float64)]) { $1 }
  }

  private static let stepsName = "steps"

  public func load(state: [String: Tensor]) throws {
    try check(state, like: self.state)
    let made = try count(Self.stepsName, in: state)
    try copy(state.filter { $0.key != Self.stepsName }, into: memory)
    steps = made
  }

  public func reset() {
    withoutGradients { for tensor in memory.values { tensor.zeroInPlace() } }
    steps = 0
  }
}
