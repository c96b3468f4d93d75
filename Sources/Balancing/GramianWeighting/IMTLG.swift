import Tasks

/// IMTL-G: the direction has the same projection on every task's unit gradient.
///
/// - Paper: Liu, Li, Kuang, Xue, Chen, Yang, Liao, Zhang, "Towards Impartial Multi-Task Learning" (ICLR 2021), the part on
///   gradients.
/// - Formula: d = Σ_k w_k g_k with Σ_k w_k = 1 and d · u_1 = … = d · u_K; w ∝ G⁺ n.
/// - Symbols: n_k = ‖g_k‖; u_k = g_k / n_k; G⁺ the pseudo-inverse of G.
/// - Parameters: none.
/// - Example: `balancing: { method: imtl-g }`
/// - Deviations: the paper solves (U Dᵀ) w = U g_1 for the differences D, U of gradients and unit gradients; some code has the
///   transposed system, which agrees for two tasks only. Here w ∝ G⁺ n, which is the paper's for independent gradients and
///   goes on where they are dependent (Quinton and Rey, arXiv 2406.16232). A zero gradient gets the weight 0, where a
///   public implementation answers NaN. Opposed gradients get zeros. Weights may be negative, as in the paper, and where
///   their sum before normalisation is, the direction leads uphill for all tasks alike.
public final class IMTLG: GramianWeighting {
  public static let card = MethodCard(
    name: "imtl-g", title: "IMTL-G", family: .gramianWeighting,
    summary: "The direction has the same projection on every task's unit gradient.",
    citation: Citation(
      "Liu, Li, Kuang, Xue, Chen, Yang, Liao, Zhang", "Towards Impartial Multi-Task Learning", "ICLR", 2021),
    formula: "w = G⁺ n / Σ_k (G⁺ n)_k; then d · u_1 = … = d · u_K",
    symbols: [
      ("n_k", "‖g_k‖"), ("u_k", "g_k / n_k"), ("G⁺", "the pseudo-inverse of G"),
    ] + MethodCard.gradientSymbols,
    weightSum: .one, cost: MethodCard.Cost(),
    gradients: MethodCard.Gradients(usual: .representation, heads: .own), example: "balancing: { method: imtl-g }",
    deviations: [
      "Goes on where gradients are dependent; a zero gradient has the weight 0.",
      "Where the unit gradients can be combined to 0 with weights that sum to 1, all weights are 0.",
    ])

  private let setup: BalancingSetup

  public init(_ setup: BalancingSetup) throws {
    _ = try setup.read(Self.card)
    self.setup = setup
  }

  public func weigh(_ sample: GramianSample) throws -> [Double] {
    try Self.weights(sample, setup, method: Self.card.name)
  }

  /// What ``IMTL`` shares.
  static func weights(_ sample: GramianSample, _ setup: BalancingSetup, method: String) throws -> [Double] {
    guard let weights = EqualProjections.weights(sample.gramian) else {
      let names = sample.tasks.map { "`\(setup.tasks[$0].name)`" }.joined(separator: ", ")
      throw BalancingError(
        "`\(method)` has no solution for \(names): the weights that give equal projections should not sum to zero.")
    }
    return weights
  }
}
