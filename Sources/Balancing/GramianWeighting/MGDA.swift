import Components
import Tasks

/// MGDA: the shortest vector of the gradients' convex hull, which improves all tasks or is zero.
public final class MGDA: GramianWeighting {
  /// What the gradients are divided by before the weights are found.
  public enum Normalisation: String, SettingWord { case none, l2, loss, lossPlus = "loss+" }

  public static let card = MethodCard(
    name: "mgda", title: "MGDA",
    summary: "The shortest vector of the gradients' convex hull: it improves all tasks or is zero.",
    citation: Citation(
      "Sener, Koltun", "Multi-Task Learning as Multi-Objective Optimization", "NeurIPS", 2018, "arXiv 1810.04650"),
    formula: "w = argmin over the simplex of ‖Σ_k w_k g_k / n_k‖²; d = Σ_k w_k g_k",
    symbols: MethodCard.gradientSymbols + [("n_k", "the normaliser of task k: 1, ‖g_k‖, L_k or L_k ‖g_k‖")],
    settings: [
      Setting(
        "normalisation", .word(of: Normalisation.self), default: "none",
        "what the gradients are divided by before the weights are found: nothing, the norm, the loss, or both",
        source: "the paper's formula; LibMTL")
    ],
    weightSum: .one, gradients: .gramian(heads: .own),
    deviations: [
      "Solved exactly, where the authors' code and public libraries stop a Frank-Wolfe iteration early.",
      "Weights found for normalised gradients multiply the gradients themselves, as in the authors' code; LibMTL "
        + "multiplies the normalised ones.",
      "Heads get their own task's gradient, as in the paper's algorithm 2; the authors' code weights them too.",
      "With `scope: representation` it is MGDA-UB of the same paper.",
    ])

  private let normalisation: Normalisation
  private let names: [String]

  /// A setting that is nil has the default of ``card``; one that is not permitted throws `SettingError`.
  ///
  /// - Parameter tasks: the tasks' names, in the order of the losses, for errors.
  public convenience init(tasks: [String], normalisation: Normalisation? = nil) throws {
    try self.init(BalancingSetup(.named(tasks), ["normalisation": normalisation]))
  }

  public init(_ setup: BalancingSetup) throws {
    normalisation = try setup.read(Self.card).word("normalisation")
    names = setup.tasks.map(\.name)
  }

  public func weigh(_ sample: GramianSample) throws -> [Double] {
    MinimumNormPoint(sample.gramian.scaled(by: try inverseNormalisers(sample))).weights
  }

  private func inverseNormalisers(_ sample: GramianSample) throws -> [Double] {
    // A gradient of norm 0 is divided by 1.
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
