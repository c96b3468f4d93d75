import Tasks
import Torch

/// PCGrad: each gradient loses its part against every gradient that it conflicts with.
///
/// - Paper: Yu, Kumar, Gupta, Levine, Hausman, Finn, "Gradient Surgery for Multi-Task Learning" (NeurIPS 2020).
/// - Formula: for every i: p_i = g_i; then for all j ≠ i in random order, where p_i · g_j < 0:
///   p_i ← p_i − (p_i · g_j / (‖g_j‖² + eps)) g_j. d = Σ_i p_i.
/// - Symbols: p_i the projected gradient of task i; g_j the gradients as they were.
/// - Parameters: `eps`, 0 by default, as in the paper; a public implementation has 1e-8.
/// - Example: `balancing: { method: pcgrad }`
/// - Deviations: everything is computed from the inner products: p_i = Σ_k c_ik g_k, so that the K × P gradients are not
///   needed. Heads get their own gradients: the paper projects the shared parameters alone. At K = 2 the order does not
///   matter and the weights are 1 + max(−cos, 0) ‖g_2‖ / ‖g_1‖ and its mirror image.
public final class PCGrad: GramianWeighting {
  public static let card = MethodCard(
    name: "pcgrad", title: "PCGrad", family: .gramianWeighting,
    summary: "Each gradient loses its part against every gradient that it conflicts with.",
    citation: Citation(
      "Yu, Kumar, Gupta, Levine, Hausman, Finn", "Gradient Surgery for Multi-Task Learning", "NeurIPS", 2020,
      "arXiv 2001.06782"),
    formula:
      "p_i = g_i; for j ≠ i in random order, where p_i · g_j < 0: p_i ← p_i − (p_i · g_j / ‖g_j‖²) g_j; d = Σ_i p_i",
    symbols: [("p_i", "the gradient of task i after its projections")] + MethodCard.gradientSymbols,
    parameters: [
      Setting(
        "eps", .number(.nonNegative), default: 0, "added to ‖g_j‖² before the division",
        source: "Yu et al., NeurIPS 2020")
    ],
    weightSum: .free, cost: .perTask, gradients: MethodCard.Gradients(heads: .own),
    state: "the state of its random generator", example: "balancing: { method: pcgrad }",
    deviations: ["Computed from the Gramian alone; the direction is the paper's."])

  private let generator: Generator
  private let eps: Double

  public init(_ setup: BalancingSetup) throws {
    eps = try setup.read(Self.card).number("eps")
    generator = setup.generator
  }

  public func weigh(_ sample: GramianSample) -> [Double] {
    weigh(sample.gramian, orders: VisitingOrder.draw(sample.count, generator))
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
