/// IMTL: ``IMTLG`` on the gradients of losses that ``IMTLL`` scales.
public final class IMTL: GramianWeighting {
  public static let card = MethodCard(
    name: "imtl", title: "IMTL",
    summary: "IMTL-G on the gradients of losses that IMTL-L scales.", citation: IMTLG.card.citation,
    formula: "L_k ← exp(s_k) L_k − s_k; w = G⁺ n / Σ_k (G⁺ n)_k",
    symbols: [("s_k", "the learned logarithm of the factor of task k")] + IMTLG.card.symbols,
    weightSum: .one, gradients: .gramian(usual: .representation, heads: .own, losses: "imtl-l"),
    deviations: IMTLG.card.deviations + [
      "The learned factors change how far the direction goes and what the heads get, not where it points."
    ])

  private let names: [String]

  /// The method for tasks of these names, which its errors tell.
  public init(tasks: [String]) { names = tasks }

  public init(_ setup: BalancingSetup) throws {
    _ = try setup.read(Self.card)
    names = setup.tasks.map(\.name)
  }

  public func weigh(_ sample: GramianSample) throws -> [Double] {
    try IMTLG.weights(sample, names, method: Self.card.name)
  }
}
