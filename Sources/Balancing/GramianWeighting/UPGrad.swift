import Components
import Tasks

/// UPGrad: each gradient is moved as little as needed to be in conflict with no task, then they are added.
public final class UPGrad: GramianWeighting {
  public static let card = MethodCard(
    name: "upgrad", title: "UPGrad",
    summary: "Each gradient is moved as little as needed to be in conflict with no task, then they are added.",
    citation: .jacobianDescent, formula: "w = Σ_i v_i, v_i = argmin vᵀ G v over v ≥ p_i e_i; d = Σ_k w_k g_k",
    symbols: MethodCard.gradientSymbols + [("p_i", "`preference` of task i"), ("e_i", "the unit vector of task i")],
    settings: [GradientPreference.setting] + RegularisedGramian.settings, weightSum: .free,
    gradients: .gramian(heads: .own),
    deviations: [
      "`norm-eps` is off, where the authors' library turns the method into the mean for small gradients, which come "
        + "late in training."
    ])

  private let preference: GradientPreference
  private let regularised: RegularisedGramian

  /// A setting that is nil has the default of ``card``; one that is not permitted throws `SettingError`.
  public convenience init(preference: [Double]? = nil, regEps: Double? = nil, normEps: Double? = nil) throws {
    try self.init(
      BalancingSetup(
        .counted(preference?.count ?? 1), ["preference": preference, "reg-eps": regEps, "norm-eps": normEps]))
  }

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
