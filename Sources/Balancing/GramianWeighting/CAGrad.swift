import Tasks

/// CAGrad: near the mean gradient, the direction that improves the worst-off task most.
///
/// - Paper: Liu, Liu, Jin, Stone, Liu, "Conflict-Averse Gradient Descent for Multi-task Learning" (NeurIPS 2021).
/// - Formula: d = max over ‖d − g₀‖ ≤ c ‖g₀‖ of min_k g_k · d = g₀ + c ‖g₀‖ g_w / ‖g_w‖, where w minimises g_w · g₀ + c
///   ‖g₀‖ ‖g_w‖ over the simplex; then d is divided by 1, 1 + c² or 1 + c.
/// - Symbols: g₀ = Σ_k g_k / K the mean gradient; g_w = Σ_k w_k g_k.
/// - Parameters: `c`, 0.4 by default, as in the authors' scripts for NYUv2 and Cityscapes (0.5 in LibMTL): 0 is the
///   mean, large values come near MGDA. `rescale`, 1 by default, as in the authors' code: 0 divides by 1, 1 by 1 + c²,
///   2 by 1 + c. `norm-eps`, 0 by default: where the trace of G, or ‖g_w‖ after dividing G by its trace, is below, the
///   update is zero.
/// - Example: `balancing: { method: cagrad, c: 0.4 }`
/// - Deviations: solved exactly (``ConflictAversePoint``), not by a general solver. Where a combination of gradients
///   vanishes and c allows d to be in conflict with no task, d is not unique: the one nearest to g₀ is taken, where
///   LibMTL answers g₀ and TorchJD 0 (its `norm_eps` of 1e-4 is an absolute bound, which would stop tasks with small
///   gradients, so it is off here). The scale is that of the mean gradient; some codes multiply by K.
public final class CAGrad: GramianWeighting {
  public static let card = MethodCard(
    name: "cagrad", title: "CAGrad", family: .gramianWeighting,
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
    parameters: [
      Setting(
        "c", .number(.nonNegative), default: 0.4,
        "how far from the mean gradient: 0 is the mean, large comes near MGDA",
        source: "the authors' scripts for NYUv2 and Cityscapes"),
      Setting(
        "rescale", .wholeNumber(.between(0, 2)), default: 1, "what the direction is divided by: 1, 1 + c² or 1 + c",
        source: "the authors' code"),
      Setting(
        "norm-eps", .number(.nonNegative), default: 0,
        "where the trace of G, or ‖g_w‖ of G divided by its trace, is below, the update is zero",
        source: "the paper, which has no such bound (1e-4 in TorchJD)"),
    ],
    weightSum: .free, cost: .perTask, gradients: MethodCard.Gradients(heads: .own),
    example: "balancing: { method: cagrad, c: 0.4 }",
    deviations: [
      "Solved exactly.",
      "Where gradients vanish together and the direction is not unique, the one nearest to the mean gradient is taken.",
      "The scale is that of the mean gradient, without the factor K of some codes.",
    ])

  private let c: Double
  private let divisor: Double
  private let normEps: Double

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
