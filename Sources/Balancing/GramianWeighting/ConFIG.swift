import Tasks

/// ConFIG: the direction has the same cosine with every task's gradient, and the length of their projections on it.
///
/// - Paper: Liu, Chu, Thuerey, "ConFIG: Towards Conflict-free Training of Physics Informed Neural Networks" (ICLR 2025).
/// - Formula: v = U⁺ p / ‖U⁺ p‖; d = (Σ_k g_k · v) v.
/// - Symbols: U the matrix of unit gradients u_k = g_k / ‖g_k‖; U⁺ its pseudo-inverse; p the preference: where the gradients
///   are independent, cos(d, g_k) ∝ p_k.
/// - Parameters: `preference`, one number for each task, 1 by default.
/// - Example: `balancing: { method: config }`
/// - Deviations: U⁺ p = Uᵀ (U Uᵀ)⁺ p, so that w_k follows from the Gramian alone and the K × P gradients are not needed.
///   A zero gradient has no direction: its u_k is zero, and it has the weight 0. Opposed gradients get zeros. Not the
///   paper's momentum variant, which computes one gradient a step.
public final class ConFIG: GramianWeighting {
  /// Below this, with U Uᵀ c = p for unit gradients, c is zero but for rounding.
  private static let negligible = 1e-10

  public static let card = MethodCard(
    name: "config", title: "ConFIG", family: .gramianWeighting,
    summary: "The direction has the same cosine with every task's gradient, and the length of their projections on it.",
    citation: Citation(
      "Liu, Chu, Thuerey", "ConFIG: Towards Conflict-free Training of Physics Informed Neural Networks", "ICLR", 2025,
      "arXiv 2408.11104"),
    formula: "v = U⁺ p / ‖U⁺ p‖; d = (Σ_k g_k · v) v",
    symbols: [
      ("U", "the matrix of unit gradients; U⁺ = Uᵀ (U Uᵀ)⁺ its pseudo-inverse"), ("p", "`preference`"),
    ] + MethodCard.gradientSymbols,
    parameters: [
      Setting("preference", .numbers(.nonNegative), "one number for each task: its share in the cosine; without it 1")
    ],
    weightSum: .free, cost: .perTask, gradients: MethodCard.Gradients(heads: .own),
    example: "balancing: { method: config }",
    deviations: ["Computed from the Gramian alone; the direction is the paper's.", "A zero gradient has the weight 0."])

  private let preference: [Double]?

  public init(_ setup: BalancingSetup) throws {
    preference = try setup.read(Self.card).numbers("preference", oneForEach: "task", count: setup.count)
  }

  public func weigh(_ sample: GramianSample) -> [Double] {
    let wanted = sample.tasks.map { preference?[$0] ?? 1 }
    let scales = sample.gramian.norms.map { $0 > 0 ? 1 / $0 : 0 }
    let units = sample.gramian.scaled(by: scales)
    let shares = Spectrum(units).product({ 1 / $0 }, wanted)
    let length = max(units.quadratic(shares), 0).squareRoot()
    guard shares.contains(where: { abs($0) > Self.negligible }), length > 0 else { return scales.map { _ in 0 } }
    let unit = zip(shares, scales).map { $0 * $1 / length }
    let projections = sample.gramian.times(unit).reduce(0, +)
    return unit.map { $0 * projections }
  }
}
