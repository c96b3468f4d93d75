import Components
import Tasks

/// IMTL-G: the direction has the same projection on every task's unit gradient.
public final class IMTLG: GramianWeighting {
  public static let card = MethodCard(
    name: "imtl-g", title: "IMTL-G",
    summary: "The direction has the same projection on every task's unit gradient.",
    citation: Citation(
      "Liu, Li, Kuang, Xue, Chen, Yang, Liao, Zhang", "Towards Impartial Multi-Task Learning", "ICLR", 2021),
    formula: "w = G⁺ n / Σ_k (G⁺ n)_k; then d · u_1 = … = d · u_K",
    symbols: [
      ("n_k", "‖g_k‖"), ("u_k", "g_k / n_k"), ("G⁺", "the pseudo-inverse of G"),
    ] + MethodCard.gradientSymbols,
    weightSum: .one, gradients: .gramian(usual: .representation, heads: .own),
    deviations: [
      "Goes on where gradients are dependent; a zero gradient has the weight 0.",
      "Where the unit gradients can be combined to 0 with weights that sum to 1, all weights are 0.",
      "Some code solves the transposed system, which agrees for two tasks only.",
      "Weights may be negative, as in the paper; where their sum before normalisation is, the direction leads uphill "
        + "for all tasks.",
    ])

  private let names: [String]

  /// The method for tasks of these names, which its errors tell.
  public init(tasks: [String]) { names = tasks }

  public init(_ setup: BalancingSetup) throws {
    _ = try setup.read(Self.card)
    names = setup.tasks.map(\.name)
  }

  public func weigh(_ sample: GramianSample) throws -> [Double] {
    try Self.weights(sample, names, method: Self.card.name)
  }

  /// The weights for both ``IMTLG`` and ``IMTL``.
  static func weights(_ sample: GramianSample, _ names: [String], method: String) throws -> [Double] {
    guard let weights = EqualProjections.weights(sample.gramian) else {
      throw BalancingError(
        "`\(method)` has no solution for \(sample.tasks.map { names[$0] }.quotedList): the weights that give equal projections should not sum to zero."
      )
    }
    return weights
  }
}
