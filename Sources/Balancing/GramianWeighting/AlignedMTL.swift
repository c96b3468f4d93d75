import Tasks

/// Aligned-MTL: the gradients are turned into orthogonal ones of equal length before they are added up.
///
/// - Paper: Senushkin, Patakin, Kuznetsov, Konushin, "Independent Component Alignment for Multi-Task Learning" (CVPR 2023).
/// - Formula: w = √σ V Λ^(−1/2) Vᵀ p, with G = V Λ Vᵀ without the eigenvalues that are zero.
/// - Symbols: Λ the eigenvalues of G; σ one number of them, by `scale`; p the preference.
/// - Parameters: `scale`, which σ: `min` the smallest eigenvalue (default, as in the paper), `median` the lower median,
///   `rmse` the mean (the authors' code). `preference`, p, one number for each task; without it all are equal and sum to
///   `sum`: `one` (default) or `tasks`.
/// - Example: `balancing: { method: aligned-mtl }`
/// - Deviations: eigenvalues up to K ε λ_max are zero. Without preference p is 1/K as in the paper's algorithm; a public
///   implementation has 1, `sum: tasks`. Gradients that are all zero get the preference as weights. Of an absent task
///   nothing is known: the others' preferences stay as they are, and the default is shared among them.
public final class AlignedMTL: GramianWeighting {
  enum Scale: String { case min, median, rmse }
  enum Sum: String { case one, tasks }

  public static let card = MethodCard(
    name: "aligned-mtl", title: "Aligned-MTL", family: .gramianWeighting,
    summary: "The gradients are turned into orthogonal ones of equal length before they are added up.",
    citation: Citation(
      "Senushkin, Patakin, Kuznetsov, Konushin", "Independent Component Alignment for Multi-Task Learning", "CVPR",
      2023,
      "arXiv 2305.19000"),
    formula: "w = √σ V Λ^(−1/2) Vᵀ p, with G = V Λ Vᵀ",
    symbols: [
      ("Λ, V", "the eigenvalues of G that are not zero, and their eigenvectors"), ("σ", "one of Λ, by `scale`"),
      ("p", "`preference`"),
    ] + MethodCard.gradientSymbols,
    parameters: [
      Setting(
        "scale", .word(["min", "median", "rmse"]), default: "min",
        "the squared length of the turned gradients: the smallest eigenvalue, the lower median, or the mean",
        source: "Senushkin et al., CVPR 2023"),
      Setting("preference", .numbers(.nonNegative), "one number for each task: how much it counts"),
      Setting(
        "sum", .word(["one", "tasks"]), default: "one", "what the preference sums to where none is given: 1 or K",
        source: "Senushkin et al., CVPR 2023; LibMTL has K"),
    ],
    weightSum: .free, cost: .perTask, gradients: MethodCard.Gradients(heads: .own),
    example: "balancing: { method: aligned-mtl }",
    deviations: ["Eigenvalues up to K ε λ_max are zero.", "Gradients that are all zero get the preference as weights."])

  private let scale: Scale
  private let preference: [Double]?
  private let sum: Sum

  public init(_ setup: BalancingSetup) throws {
    let settings = try setup.read(Self.card)
    scale = settings.word("scale")
    sum = settings.word("sum")
    preference = try settings.numbers("preference", oneForEach: "task", count: setup.count)
  }

  public func weigh(_ sample: GramianSample) -> [Double] {
    let wanted = sample.tasks.map { preference?[$0] ?? (sum == .one ? 1 / Double(sample.count) : 1) }
    let spectrum = Spectrum(sample.gramian)
    let kept = spectrum.values.filter { $0 > spectrum.threshold }
    guard let smallest = kept.first else { return wanted }
    let square =
      switch scale {
      case .min: smallest
      case .median: kept[(kept.count - 1) / 2]
      case .rmse: kept.reduce(0, +) / Double(kept.count)
      }
    return spectrum.product({ (square / $0).squareRoot() }, wanted)
  }
}
