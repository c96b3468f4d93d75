import Tasks

/// UPGrad: each gradient is moved as little as needed to be in conflict with no task, then they are added.
///
/// - Paper: Quinton, Rey, "Jacobian Descent for Multi-Objective Optimization" (arXiv 2406.16232).
/// - Formula: w = Σ_i v_i, v_i = argmin vᵀ G v over v ≥ p_i e_i; d = Σ_k w_k g_k, g_k · d ≥ 0 for every task.
/// - Symbols: p_i the preference of task i; e_i the unit vector.
/// - Parameters: `preference`, 1/K each by default. `reg-eps`, 1e-4 by default, as in the authors' library TorchJD:
///   added to the diagonal of G divided by its trace, which keeps weights small where gradients nearly cancel; 0 is the
///   paper's program as it stands, solved as exactly, and then no conflict is left. `norm-eps`, 0 by default.
/// - Example: `balancing: { method: upgrad, reg-eps: 0 }`
/// - Deviations: TorchJD's `norm_eps` of 1e-4, below which the trace makes the method the plain mean, is off: an
///   absolute bound on gradients would turn the method into another one late in training.
public final class UPGrad: GramianWeighting {
  public static let card = MethodCard(
    name: "upgrad", title: "UPGrad", family: .gramianWeighting,
    summary: "Each gradient is moved as little as needed to be in conflict with no task, then they are added.",
    citation: .jacobianDescent, formula: "w = Σ_i v_i, v_i = argmin vᵀ G v over v ≥ p_i e_i; d = Σ_k w_k g_k",
    symbols: MethodCard.gradientSymbols + [("p_i", "`preference` of task i"), ("e_i", "the unit vector of task i")],
    parameters: [GradientPreference.setting] + RegularisedGramian.settings, weightSum: .free, cost: .perTask,
    gradients: MethodCard.Gradients(heads: .own), example: "balancing: { method: upgrad }",
    deviations: ["`norm-eps` is off, where the authors' library turns the method into the mean for small gradients."])

  private let preference: GradientPreference
  private let regularised: RegularisedGramian

  public init(_ setup: BalancingSetup) throws {
    let settings = try setup.read(Self.card)
    preference = try GradientPreference(settings, setup)
    regularised = RegularisedGramian(settings)
  }

  public func weigh(_ sample: GramianSample) -> [Double] {
    let projection = DualConeProjection(regularised(sample.gramian))
    var weights = sample.tasks.map { _ in 0.0 }
    for (task, share) in preference.of(sample.tasks).enumerated() {
      var bounds = weights.map { _ in 0.0 }
      bounds[task] = share
      weights = zip(weights, projection.weights(above: bounds)).map { $0 + $1 }
    }
    return weights
  }
}

extension Citation {
  static let jacobianDescent = Citation(
    "Quinton, Rey", "Jacobian Descent for Multi-Objective Optimization", "arXiv", 2024, "arXiv 2406.16232")
}
