import Components
import Tasks

/// Aligned-MTL: the gradients are turned into orthogonal ones of equal length before they are added up.
public final class AlignedMTL: GramianWeighting {
  /// The length of the turned gradients.
  public enum Scale: String, SettingWord { case min, median, rmse }
  /// What the default preference sums to: 1 or K.
  public enum Sum: String, SettingWord { case one, tasks }

  public static let card = MethodCard(
    name: "aligned-mtl", title: "Aligned-MTL",
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
    settings: [
      Setting(
        "scale", .word(of: Scale.self), default: "min",
        "the squared length of the turned gradients: the smallest eigenvalue, the lower median, or the mean",
        source: "Senushkin et al., CVPR 2023"),
      Setting("preference", .numbers(.nonNegative), "one number for each task: how much it counts"),
      Setting(
        "sum", .word(of: Sum.self), default: "one", "what the preference sums to where none is given: 1 or K",
        source: "Senushkin et al., CVPR 2023; LibMTL has K"),
    ],
    weightSum: .free, gradients: .gramian(heads: .own),
    deviations: [
      "Eigenvalues up to K ε λ_max are zero.", "Gradients that are all zero get the preference as weights.",
      "Where a task is absent, the others keep their preferences, and the default is shared among them.",
    ])

  private let scale: Scale
  private let preference: [Double]?
  private let sum: Sum

  /// A setting that is nil has the default of ``card``; one that is not permitted throws `SettingError`.
  public convenience init(scale: Scale? = nil, preference: [Double]? = nil, sum: Sum? = nil) throws {
    try self.init(
      BalancingSetup(.counted(preference?.count ?? 1), ["scale": scale, "preference": preference, "sum": sum]))
  }

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
