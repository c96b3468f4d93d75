import Components
import Tasks

/// DualProj: the mean gradient, moved as little as needed to be in conflict with no task.
///
/// The program is equation 11 of Lopez-Paz and Ranzato; the name is Quinton and Rey's.
public final class DualProj: GramianWeighting {
  public static let card = MethodCard(
    name: "dualproj", title: "DualProj",
    summary: "The mean gradient, moved as little as needed to be in conflict with no task.",
    citation: Citation(
      "Lopez-Paz, Ranzato", "Gradient Episodic Memory for Continual Learning", "NeurIPS", 2017, "arXiv 1706.08840"),
    formula: "w = argmin vᵀ G v over v ≥ p; d = Σ_k w_k g_k",
    symbols: MethodCard.gradientSymbols + [("p", "`preference` of the tasks")],
    settings: [GradientPreference.setting] + RegularisedGramian.settings, weightSum: .free,
    gradients: .gramian(heads: .own),
    deviations: ["`norm-eps` is off, where TorchJD turns the method into the mean for small gradients."])

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
    DualConeProjection(regularised(sample.gramian)).weights(above: preference.of(sample.tasks))
  }
}
