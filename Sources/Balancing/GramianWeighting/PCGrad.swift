import Components
import Tasks
import Torch

/// PCGrad: each gradient loses its part against every gradient that it conflicts with.
public final class PCGrad: GramianWeighting {
  public static let card = MethodCard(
    name: "pcgrad", title: "PCGrad",
    summary: "Each gradient loses its part against every gradient that it conflicts with.",
    citation: Citation(
      "Yu, Kumar, Gupta, Levine, Hausman, Finn", "Gradient Surgery for Multi-Task Learning", "NeurIPS", 2020,
      "arXiv 2001.06782"),
    formula:
      "p_i = g_i; for j ≠ i in random order, where p_i · g_j < 0: p_i ← p_i − (p_i · g_j / ‖g_j‖²) g_j; d = Σ_i p_i",
    symbols: [("p_i", "the gradient of task i after its projections")] + MethodCard.gradientSymbols,
    settings: [
      Setting(
        "eps", .number(.nonNegative), default: 0, "added to ‖g_j‖² before the division",
        source: "Yu et al., NeurIPS 2020; a public implementation has 1e-8")
    ],
    weightSum: .free, gradients: .gramian(heads: .own),
    state: "the state of its random generator",
    deviations: [
      "Computed from the Gramian alone; the direction is the paper's.",
      "Heads get the gradient of their own task: the paper projects the shared parameters alone.",
    ])

  private let generator: Generator
  private let eps: Double

  /// A setting that is nil has the default of ``card``; one that is not permitted throws `SettingError`.
  public convenience init(eps: Double? = nil, generator: Generator = Generator(seed: 0)) throws {
    try self.init(BalancingSetup(.counted(1), ["eps": eps], generator: generator))
  }

  public init(_ setup: BalancingSetup) throws {
    eps = try setup.read(Self.card).number("eps")
    generator = setup.generator
  }

  public func weigh(_ sample: GramianSample) throws -> [Double] {
    try weigh(sample.gramian, orders: VisitingOrder.draw(sample.count, generator))
  }

  /// The weights for a given order: `orders[i]` lists the tasks that gradient i meets, first to last.
  package func weigh(_ gramian: Gramian, orders: [[Int]]) -> [Double] {
    var weights = [Double](repeating: 0, count: gramian.count)
    for (task, order) in orders.enumerated() {
      weights[task] += 1
      // p_i · g_k for all k.
      var products = (0..<gramian.count).map { gramian[task, $0] }
      for other in order where products[other] < 0 && gramian[other, other] > 0 {
        let step = products[other] / (gramian[other, other] + eps)
        weights[other] -= step
        for k in products.indices { products[k] -= step * gramian[other, k] }
      }
    }
    return weights
  }

  public var state: [String: Tensor] { ["generator": generator.state] }

  public func load(state: [String: Tensor]) throws {
    try check(state, like: self.state)
    try generator.restore(state["generator"]!)
  }
}
