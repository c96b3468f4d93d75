/// IMTL: learned factors bring every loss to the scale 1, and the direction has the same projection on every unit gradient.
///
/// - Paper: Liu, Li, Kuang, Xue, Chen, Yang, Liao, Zhang, "Towards Impartial Multi-Task Learning" (ICLR 2021), both parts.
/// - Formula: the losses are exp(s_k) L_k − s_k with learned s (`imtl-l`); the weights of their gradients are `imtl-g`'s.
/// - Symbols: s_k the learned logarithm of the factor of task k; n_k = ‖g_k‖ of the scaled losses.
/// - Parameters: none of its own.
/// - Example: `balancing: { method: imtl }`
/// - Deviations: those of `imtl-g` and `imtl-l`, which it is together. Heads get the gradients of the scaled losses. The
///   factors change nothing about the direction in which `imtl-g` goes, but how far, and what the heads get.
public final class IMTL: GramianWeighting {
  public static let card = MethodCard(
    name: "imtl", title: "IMTL", family: .gramianWeighting,
    summary: "IMTL-G on the gradients of losses that IMTL-L scales.", citation: IMTLG.card.citation,
    formula: "L_k ← exp(s_k) L_k − s_k; w = G⁺ n / Σ_k (G⁺ n)_k",
    symbols: [("s_k", "the learned logarithm of the factor of task k")] + IMTLG.card.symbols,
    weightSum: .one, cost: MethodCard.Cost(),
    gradients: MethodCard.Gradients(usual: .representation, heads: .own, losses: "imtl-l"),
    example: "balancing: { method: imtl }", deviations: IMTLG.card.deviations)

  private let setup: BalancingSetup

  public init(_ setup: BalancingSetup) throws {
    _ = try setup.read(Self.card)
    self.setup = setup
  }

  public func weigh(_ sample: GramianSample) throws -> [Double] {
    try IMTLG.weights(sample, setup, method: Self.card.name)
  }
}
