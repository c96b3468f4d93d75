import Components
import Tasks

/// CAGrad: near the mean gradient, the direction that improves the worst-off task most.
public final class CAGrad: GramianWeighting {
  public static let card = MethodCard(
    name: "cagrad", title: "CAGrad",
    summary: "Near the mean gradient, the direction that improves the worst-off task most.",
    citation: Citation(
      "Liu, Liu, Jin, Stone, Liu", "Conflict-Averse Gradient Descent for Multi-task Learning", "NeurIPS", 2021,
      "arXiv 2110.14048"),
    formula: "d = (g₀ + c ‖g₀‖ g_w / ‖g_w‖) / r; w minimises g_w · g₀ + c ‖g₀‖ ‖g_w‖ over the simplex",
    symbols: MethodCard.gradientSymbols + [
      ("g₀", "the mean of the gradients"), ("g_w", "Σ_k w_k g_k"),
      ("c", "`c`, the radius around g₀ as a share of ‖g₀‖"),
      ("r", "1, 1 + c² or 1 + c for `rescale` 0, 1 or 2"),
    ],
    settings: [
      Setting(
        "c", .number(.nonNegative), default: 0.4,
        "how far from the mean gradient: 0 is the mean, large comes near MGDA",
        source: "the authors' scripts for NYUv2 and Cityscapes; LibMTL has 0.5"),
      Setting(
        "rescale", .wholeNumber(.between(0, 2)), default: 1, "what the direction is divided by: 1, 1 + c² or 1 + c",
        source: "the authors' code"),
      Setting(
        "norm-eps", .number(.nonNegative), default: 0,
        "where the trace of G, or ‖g_w‖ of G divided by its trace, is below, the update is zero",
        source: "the paper, which has no such bound (1e-4 in TorchJD, which stops tasks with small gradients)"),
    ],
    weightSum: .free, gradients: .gramian(heads: .own), example: "c: 0.4",
    deviations: [
      "Solved exactly.",
      "Where gradients vanish together and the direction is not unique, the one nearest to the mean gradient is taken; "
        + "LibMTL answers the mean gradient there, TorchJD 0.",
      "The scale is that of the mean gradient, without the factor K of some codes.",
    ])

  private let c: Double
  private let divisor: Double
  private let normEps: Double

  /// A setting that is nil has the default of ``card``; one that is not permitted throws `SettingError`.
  public convenience init(c: Double? = nil, rescale: Int? = nil, normEps: Double? = nil) throws {
    try self.init(BalancingSetup(.counted(1), ["c": c, "rescale": rescale, "norm-eps": normEps]))
  }

  public init(_ setup: BalancingSetup) throws {
    let settings = try setup.read(Self.card)
    c = settings.number("c")
    divisor = [1, 1 + c * c, 1 + c][settings.wholeNumber("rescale")]
    normEps = settings.number("norm-eps")
  }

  public func weigh(_ sample: GramianSample) -> [Double] {
    let gramian = sample.gramian
    let point = ConflictAversePoint(gramian, c: c)
    let trace = gramian.trace
    if trace < normEps || point.combinationNorm < normEps * trace.squareRoot() { return sample.tasks.map { _ in 0 } }
    return point.corrections.map { (1 / Double(gramian.count) + $0) / divisor }
  }
}
