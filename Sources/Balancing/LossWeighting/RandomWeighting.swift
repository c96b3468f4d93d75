import Tasks
import Torch

/// RLW: new random weights for every batch.
///
/// - Paper: Lin, Ye, Zhang, Tsang, "Reasonable Effectiveness of Random Weighting: A Litmus Test for Multi-Task Learning"
///   (TMLR 2022).
/// - Formula: w = softmax(x), x ~ N(0, I_K); or w ~ Dirichlet(1, …, 1). L = Σ_k w_k L_k.
/// - Symbols: x one standard normal number for each task, drawn anew for every batch.
/// - Parameters: `distribution`, `normal` (default) or `dirichlet`; `sum`, what the weights sum to, `one` (default) or
///   `tasks`.
/// - Example: `balancing: { method: rlw, distribution: dirichlet }`
/// - Deviations: the paper's other distributions are left out. Some public libraries let Dirichlet weights sum to K:
///   `sum: tasks`. Absent tasks take no part in the softmax.
public final class RandomWeighting: LossWeighting {
  enum Distribution: String { case normal, dirichlet }
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
        "distribution", .word(["normal", "dirichlet"]), default: "normal",
        "softmax of normal numbers, or evenly distributed over the simplex", source: "Lin et al., TMLR 2022"),
      Setting(
        "sum", .word(["one", "tasks"]), default: "one", "what the weights sum to: 1 or K",
        source: "Lin et al., TMLR 2022: a softmax"),
    ],
    weightSum: .one, state: "the state of its random generator", example: "balancing: { method: rlw }",
    deviations: ["Only two of the paper's distributions.", "Absent tasks take no part in the softmax."])

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

  /// Numbers whose softmax is distributed as wanted: for Dirichlet(1, …, 1), logarithms of exponential numbers.
  private func draw() -> Tensor {
    switch distribution {
    case .normal:
      return Tensor.randn([setup.count], dtype: setup.dtype, device: generator.device, generator: generator)
    case .dirichlet:
      let empty = Tensor.empty([setup.count], dtype: setup.dtype, device: generator.device)
      return ATen.exponential_(empty, 1, generator).log()
    }
  }

  public func weigh(_ losses: Tensor, present: Tensor?) -> WeightedLosses {
    let presence = Presence(present, beside: losses)
    let simplex = draw().to(losses.device).softmax(over: presence)
    return WeightedLosses(sum == 1 ? simplex : simplex * sum, times: presence?.fill(losses, with: 0) ?? losses)
  }

  public var state: [String: Tensor] { ["generator": generator.state] }

  public func load(state: [String: Tensor]) throws {
    try check(state, like: self.state)
    generator.state = state["generator"]!
  }
}
