import Tasks

/// DualProj: the mean gradient, moved as little as needed to be in conflict with no task.
///
/// - Paper: Lopez-Paz, Ranzato, "Gradient Episodic Memory for Continual Learning" (NeurIPS 2017), equation 11; under
///   this name in Quinton, Rey, "Jacobian Descent for Multi-Objective Optimization" (arXiv 2406.16232).
/// - Formula: w = argmin vᵀ G v over v ≥ p; d = Σ_k w_k g_k, g_k · d ≥ 0 for every task.
/// - Symbols: p the preference of the tasks.
/// - Parameters: `preference`, 1/K each by default. `reg-eps`, 1e-4 by default, as in TorchJD, the authors' library:
///   added to the diagonal of G divided by its trace; 0 is the paper's program as it stands. `norm-eps`, 0 by default.
/// - Example: `balancing: { method: dualproj, reg-eps: 0 }`
/// - Deviations: TorchJD's `norm_eps` of 1e-4, below which the trace makes the method the plain mean, is off.
public final class DualProj: GramianWeighting {
  public static let card = MethodCard(
    name: "dualproj", title: "DualProj", family: .gramianWeighting,
    summary: "The mean gradient, moved as little as needed to be in conflict with no task.",
    citation: Citation(
      "Lopez-Paz, Ranzato", "Gradient Episodic Memory for Continual Learning", "NeurIPS", 2017, "arXiv 1706.08840"),
    formula: "w = argmin vᵀ G v over v ≥ p; d = Σ_k w_k g_k",
    symbols: MethodCard.gradientSymbols + [("p", "`preference` of the tasks")],
    parameters: [GradientPreference.setting] + RegularisedGramian.settings, weightSum: .free, cost: .perTask,
    gradients: MethodCard.Gradients(heads: .own), example: "balancing: { method: dualproj }",
    deviations: ["`norm-eps` is off, where TorchJD turns the method into the mean for small gradients."])

  private let preference: GradientPreference
  private let regularised: RegularisedGramian

  public init(_ setup: BalancingSetup) throws {
    let settings = try setup.read(Self.card)
    preference = try GradientPreference(settings, setup)
    regularised = RegularisedGramian(settings)
  }

  public func weigh(_ sample: GramianSample) -> [Double] {
    DualConeProjection(regularised(sample.gramian)).weights(above: preference.of(sample.tasks))
  }
}
