import Tasks

/// MGDA: the shortest vector of the gradients' convex hull, which improves all tasks or is zero.
///
/// - Paper: Sener, Koltun, "Multi-Task Learning as Multi-Objective Optimization" (NeurIPS 2018), after Désidéri,
///   "Multiple-gradient descent algorithm (MGDA) for multiobjective optimization" (Comptes Rendus Mathématique 2012).
/// - Formula: w = argmin over the simplex of ‖Σ_k w_k g_k / n_k‖²; d = Σ_k w_k g_k.
/// - Symbols: n_k the normaliser of task k, 1 unless asked for.
/// - Parameters: `normalisation`: `none` (default), n = 1; `l2`, n = ‖g_k‖; `loss`, n = L_k; `loss+`, n = L_k ‖g_k‖.
/// - Example: `balancing: { method: mgda, scope: representation }`, which is MGDA-UB of the same paper.
/// - Deviations: solved exactly by an active set (``MinimumNormPoint``). The authors' code and public libraries stop a
///   Frank-Wolfe iteration early, with a squared norm up to thousands of times too large where the gradients' norms
///   differ, or clamp the weights of two tasks to 0.001 and 0.999. As in the authors' code, the weights that were found
///   for normalised gradients multiply the gradients themselves; LibMTL multiplies the normalised ones. Some codes
///   multiply by K.
public final class MGDA: GramianWeighting {
  enum Normalisation: String { case none, l2, loss, lossPlus = "loss+" }

  public static let card = MethodCard(
    name: "mgda", title: "MGDA", family: .gramianWeighting,
    summary: "The shortest vector of the gradients' convex hull: it improves all tasks or is zero.",
    citation: Citation(
      "Sener, Koltun", "Multi-Task Learning as Multi-Objective Optimization", "NeurIPS", 2018, "arXiv 1810.04650"),
    formula: "w = argmin over the simplex of ‖Σ_k w_k g_k / n_k‖²; d = Σ_k w_k g_k",
    symbols: MethodCard.gradientSymbols + [("n_k", "the normaliser of task k: 1, ‖g_k‖, L_k or L_k ‖g_k‖")],
    parameters: [
      Setting(
        "normalisation", .word(["none", "l2", "loss", "loss+"]), default: "none",
        "what the gradients are divided by before the weights are found: nothing, the norm, the loss, or both",
        source: "the paper's formula; LibMTL")
    ],
    weightSum: .one, cost: .perTask, gradients: MethodCard.Gradients(heads: .own),
    example: "balancing: { method: mgda }",
    deviations: [
      "Solved exactly, not by a Frank-Wolfe iteration that stops early.",
      "Weights found for normalised gradients multiply the gradients themselves, as in the authors' code.",
      "Heads get their own task's gradient, as in the paper's algorithm 2; the authors' code weights them too.",
    ])

  private let normalisation: Normalisation
  private let names: [String]

  public init(_ setup: BalancingSetup) throws {
    normalisation = try setup.read(Self.card).word("normalisation")
    names = setup.tasks.map(\.name)
  }

  public func weigh(_ sample: GramianSample) throws -> [Double] {
    MinimumNormPoint(sample.gramian.scaled(by: try inverseNormalisers(sample))).weights
  }

  private func inverseNormalisers(_ sample: GramianSample) throws -> [Double] {
    // A gradient of norm 0 stays 0 whatever it is divided by.
    let norms = sample.gramian.norms.map { $0 > 0 ? $0 : 1 }
    switch normalisation {
    case .none: return norms.map { _ in 1 }
    case .l2: return norms.map { 1 / $0 }
    case .loss, .lossPlus:
      for (task, loss) in zip(sample.tasks, sample.losses) where loss <= 0 {
        throw BalancingError(
          "`mgda` with `normalisation: \(normalisation.rawValue)` should have positive losses. "
            + "Found \(loss) for `\(names[task])`.")
      }
      return zip(norms, sample.losses).map { normalisation == .loss ? 1 / $1 : 1 / ($0 * $1) }
    }
  }
}
