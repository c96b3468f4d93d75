import Tasks
import Torch

/// RLW: new random weights for every batch.
///
/// - Paper: Lin, Ye, Zhang, Tsang, "Reasonable Effectiveness of Random Weighting: A Litmus Test for Multi-Task Learning"
///   (TMLR 2022).
/// - Formula: w = softmax(x), x ~ N(0, I_K) or x ~ U(0, 1)^K; or w ~ Dirichlet(1, …, 1); or w = b / Σ b, b_k ~ Bernoulli(1/2);
///   or w is 1 for one task, drawn evenly, and 0 for the others. L = Σ_k w_k L_k.
/// - Symbols: x, b one number for each task, drawn anew for every batch.
/// - Parameters: `distribution`, `normal` (default), `uniform`, `dirichlet`, `bernoulli` or `constrained-bernoulli`; `sum`,
///   what the weights sum to, `one` (default) or `tasks`.
/// - Example: `balancing: { method: rlw, distribution: dirichlet }`
/// - Deviations: the two Bernoulli distributions are those of the paper as general literature tells of them; where
///   `bernoulli` draws no present task at all, all have the same weight, because a step would be lost. The paper's normal
///   numbers of random mean and variance are left out. Some public libraries let Dirichlet weights sum to K: `sum: tasks`.
///   Absent tasks take no part.
public final class RLW: LossWeighting {
  enum Distribution: String {
    case normal, uniform, dirichlet, bernoulli
    case constrainedBernoulli = "constrained-bernoulli"
  }
  enum Sum: String { case one, tasks }

  public static let card = MethodCard(
    name: "rlw", title: "RLW", summary: "Random weights, drawn anew for every batch.",
    citation: Citation(
      "Lin, Ye, Zhang, Tsang", "Reasonable Effectiveness of Random Weighting: A Litmus Test for Multi-Task Learning",
      "TMLR", 2022, "arXiv 2111.10603"),
    formula: "w = softmax(x), x ~ N(0, I_K); L = Σ_k w_k L_k",
    symbols: [("x", "one standard normal number for each task and batch")] + MethodCard.usualSymbols.prefix(3),
    parameters: [
      Setting(
        "distribution", .word(["normal", "uniform", "dirichlet", "bernoulli", "constrained-bernoulli"]),
        default: "normal",
        "softmax of normal or of uniform numbers, evenly over the simplex, evenly over a random half of the tasks, or all "
          + "for one task",
        source: "Lin et al., TMLR 2022"),
      Setting(
        "sum", .word(["one", "tasks"]), default: "one", "what the weights sum to: 1 or K",
        source: "Lin et al., TMLR 2022: a softmax"),
    ],
    weightSum: .one, state: "the state of its random generator", example: "balancing: { method: rlw }",
    deviations: [
      "Normal numbers of random mean and variance are left out; the Bernoulli distributions follow general literature.",
      "Where `bernoulli` draws no present task, all have the same weight.",
      "Absent tasks take no part.",
    ])

  private let setup: BalancingSetup
  private let distribution: Distribution
  private let sum: Double
  private let generator: Generator

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

  /// A logit whose softmax is 0 beside that of a drawn task, and even where no task is drawn.
  private static let never = -1e30

  public func weigh(_ losses: Tensor, present: Tensor?) -> WeightedLosses {
    let presence = Presence(present, beside: losses)
    let simplex = draw(losses, presence).softmax(over: presence)
    return WeightedLosses(sum == 1 ? simplex : simplex * sum, times: presence?.fill(losses, with: 0) ?? losses)
  }

  public var state: [String: Tensor] { ["generator": generator.state] }

  public func load(state: [String: Tensor]) throws {
    try check(state, like: self.state)
    try generator.restore(state["generator"]!)
  }
}
