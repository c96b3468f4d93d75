import Components
import Tasks
import Torch

/// RLW: new random weights for every batch.
public final class RLW: LossWeighting {
  /// What the weights are drawn from.
  public enum Distribution: String, SettingWord {
    case normal, uniform, dirichlet, bernoulli
    case constrainedBernoulli = "constrained-bernoulli"
  }
  /// What the weights sum to: 1 or K.
  public enum Sum: String, SettingWord { case one, tasks }

  public static let card = MethodCard(
    name: "rlw", title: "RLW", summary: "Random weights, drawn for every batch.",
    citation: Citation(
      "Lin, Ye, Zhang, Tsang", "Reasonable Effectiveness of Random Weighting: A Litmus Test for Multi-Task Learning",
      "TMLR", 2022, "arXiv 2111.10603"),
    formula: "w = softmax(x), x ~ N(0, I_K); L = Σ_k w_k L_k",
    symbols: [("x", "one standard normal number for each task and batch")] + MethodCard.usualSymbols.prefix(3),
    settings: [
      Setting(
        "distribution", .word(of: Distribution.self),
        default: "normal",
        "softmax of normal or of uniform numbers, evenly over the simplex, evenly over a random half of the tasks, or all "
          + "for one task",
        source: "Lin et al., TMLR 2022"),
      Setting(
        "sum", .word(of: Sum.self), default: "one", "what the weights sum to: 1 or K",
        source: "Lin et al., TMLR 2022: a softmax; Dirichlet weights sum to K in some public libraries"),
    ],
    weightSum: .one, state: "the state of its random generator",
    deviations: [
      "Normal numbers of random mean and variance are left out; the Bernoulli distributions follow general literature.",
      "Where `bernoulli` draws no present task, all have the same weight.",
      "Absent tasks take no part.",
    ])

  private let setup: BalancingSetup
  private let distribution: Distribution
  private let sum: Double
  private let generator: Generator

  /// A setting that is nil has the default of ``card``; one that is not permitted throws `SettingError`.
  public convenience init(
    tasks: Int, distribution: Distribution? = nil, sum: Sum? = nil, generator: Generator = Generator(seed: 0),
    dtype: DType = .float32
  ) throws {
    try self.init(
      BalancingSetup(.counted(tasks), ["distribution": distribution, "sum": sum], generator: generator, dtype: dtype))
  }

  public init(_ setup: BalancingSetup) throws {
    let settings = try setup.read(Self.card)
    self.setup = setup
    distribution = settings.word("distribution")
    sum = settings.word("sum", as: Sum.self) == .one ? 1 : Double(setup.count)
    generator = setup.generator
  }

  /// Logits whose softmax over the present tasks is distributed as wanted.
  private func draw(_ losses: Tensor, _ presence: Presence?) -> Tensor {
    func empty() -> Tensor { Tensor.empty([setup.count], dtype: setup.dtype, device: generator.device) }
    func numbers(_ tensor: Tensor) -> Tensor { tensor.to(losses.device) }
    switch distribution {
    case .normal:
      return numbers(Tensor.randn([setup.count], dtype: setup.dtype, device: generator.device, generator: generator))
    case .uniform: return numbers(ATen.uniform_(empty(), 0, 1, generator))
    // Logarithms of exponential numbers.
    case .dirichlet: return numbers(ATen.exponential_(empty(), 1, generator)).log()
    // 0 for drawn tasks, and far below for the others.
    case .bernoulli:
      return numbers(ATen.bernoulli_(empty(), 0.5, generator)).equal(0).to(losses.dtype) * Self.never
    // The place of the largest of equally distributed numbers is evenly distributed.
    case .constrainedBernoulli:
      let drawn = numbers(ATen.exponential_(empty(), 1, generator))
      let considered = presence?.fill(drawn, with: -1) ?? drawn
      return considered.notEqual(considered.max()).to(losses.dtype) * Self.never
    }
  }

  /// A logit whose softmax is 0 next to that of a drawn task, and even where no task is drawn.
  private static let never = -1e30

  public func weigh(_ losses: Tensor, present: Tensor?) -> WeightedLosses {
    let presence = Presence(present, for: losses)
    let simplex = draw(losses, presence).softmax(over: presence)
    return WeightedLosses(sum == 1 ? simplex : simplex * sum, times: presence?.fill(losses, with: 0) ?? losses)
  }

  public var state: [String: Tensor] { ["generator": generator.state] }

  public func load(state: [String: Tensor]) throws {
    try check(state, like: self.state)
    try generator.restore(state["generator"]!)
  }
}
