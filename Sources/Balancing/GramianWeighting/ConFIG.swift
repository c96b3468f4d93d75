import Components
import Tasks

/// ConFIG: the direction has the same cosine with every task's gradient, and the length of their projections on it.
public final class ConFIG: GramianWeighting {
  /// Below this, with U Uᵀ c = p for unit gradients, c is zero but for rounding.
  private static let negligible = 1e-10

  public static let card = MethodCard(
    name: "config", title: "ConFIG",
    summary: "The direction has the same cosine with every task's gradient, and the length of their projections on it.",
    citation: Citation(
      "Liu, Chu, Thuerey", "ConFIG: Towards Conflict-free Training of Physics Informed Neural Networks", "ICLR", 2025,
      "arXiv 2408.11104"),
    formula: "v = U⁺ p / ‖U⁺ p‖; d = (Σ_k g_k · v) v",
    symbols: [
      ("U", "the matrix of unit gradients; U⁺ = Uᵀ (U Uᵀ)⁺ its pseudo-inverse"), ("p", "`preference`"),
    ] + MethodCard.gradientSymbols,
    settings: [
      Setting("preference", .numbers(.nonNegative), "one number for each task: its share in the cosine; without it 1")
    ],
    weightSum: .free, gradients: .gramian(heads: .own),
    deviations: [
      "Computed from the Gramian alone; the direction is the paper's.", "A zero gradient has the weight 0.",
      "Opposed gradients get weights of 0.",
      "Not the paper's variant with momentum, which computes one gradient a step.",
    ])

  private let preference: [Double]?

  /// A setting that is nil has the default of ``card``; one that is not permitted throws `SettingError`.
  public convenience init(preference: [Double]? = nil) throws {
    try self.init(BalancingSetup(.counted(preference?.count ?? 1), ["preference": preference]))
  }

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
