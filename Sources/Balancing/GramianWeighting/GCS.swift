import Components
import Tasks

/// GCS: gradient cosine similarity. An auxiliary task counts as much as its gradient points along that of the primary task.
public final class GCS: GramianWeighting {
  /// How an auxiliary gradient counts.
  public enum Form: String, SettingWord {
    /// It is multiplied by the cosine, or by zero where that is negative.
    case weighted
    /// It counts as it is, or not at all where the cosine is negative.
    case hard
  }

  public static let card = MethodCard(
    name: "gcs", title: "GCS",
    summary: "An auxiliary task counts as much as its gradient points along that of the primary task.",
    citation: Citation(
      "Du, Czarnecki, Jayakumar, Farajtabar, Pascanu, Lakshminarayanan",
      "Adapting Auxiliary Losses Using Gradient Similarity", "arXiv", 2018, "arXiv 1812.02224"),
    formula: "d = g_1 + Σ_{k≠1} w_k g_k; w_k = max(0, cos(g_1, g_k)), or 1 where cos(g_1, g_k) ≥ 0 and 0 otherwise",
    symbols: MethodCard.gradientSymbols + [("g_1", "the gradient of the `primary` task")],
    settings: [
      PrimaryTask.setting,
      Setting(
        "form", .word(of: Form.self), default: "weighted",
        "`weighted` multiplies an auxiliary gradient by its cosine with the primary one; `hard` takes or leaves it",
        source: "the paper's weighted version; its other one is hard"),
    ],
    weightSum: .free, gradients: .gramian(heads: .own), example: "primary: 1",
    deviations: [
      "With several auxiliary tasks each has its own cosine; the paper has one.",
      "A batch without the primary task, or whose primary gradient is zero, changes no shared parameter: there is no cosine.",
      "Heads get their own gradients; the paper speaks of shared parameters alone.",
    ])

  private let primary: Int
  private let form: Form

  /// A setting that is nil has the default of ``card``; one that is not permitted throws `SettingError`.
  public convenience init(tasks: Int, primary: Int? = nil, form: Form? = nil) throws {
    try self.init(BalancingSetup(.counted(tasks), ["primary": primary, "form": form]))
  }

  public init(_ setup: BalancingSetup) throws {
    let settings = try setup.read(Self.card)
    primary = try settings.primary(of: setup)
    form = settings.word("form")
  }

  public func weigh(_ sample: GramianSample) -> [Double] {
    let gramian = sample.gramian
    guard let first = sample.tasks.firstIndex(of: primary), gramian[first, first] > 0 else {
      return sample.tasks.map { _ in 0 }
    }
    let norms = gramian.norms
    return (0..<sample.count).map { task in
      if task == first { return 1 }
      guard norms[task] > 0 else { return 0 }
      let cosine = gramian[first, task] / norms[first] / norms[task]
      return form == .weighted ? max(0, cosine) : cosine >= 0 ? 1 : 0
    }
  }
}
