import Components
import Tasks
import Torch

/// MetaBalance: auxiliary gradients are brought near the size of the primary task's.
public final class MetaBalance: GramianWeighting {
  public static let card = MethodCard(
    name: "metabalance", title: "MetaBalance",
    summary: "Auxiliary gradients are brought near the size of the primary task's.",
    citation: Citation(
      "He, Feng, Cheng, Ji, Guo, Caverlee",
      "MetaBalance: Improving Multi-Task Recommendations via Adapting Gradient Magnitudes of Auxiliary Tasks", "WWW",
      2022,
      "arXiv 2203.06801"),
    formula: "w_1 = 1; w_k = r m_1 / m_k + 1 − r; m_k ← β m_k + (1 − β) ‖g_k‖; d = Σ_k w_k g_k",
    symbols: MethodCard.gradientSymbols + [
      ("g_1", "the gradient of the `primary` task"), ("r", "`relaxation`"),
      ("m_k", "the moving average of ‖g_k‖, without its bias to the start"), ("β", "`beta`"),
    ],
    settings: [
      PrimaryTask.setting,
      Setting(
        "relaxation", .number(.fraction), default: 1,
        "how near auxiliary gradients come to the primary one's size: 1 the same size, 0 their own",
        source: "the paper's formula without relaxation; it chooses the value for each data set"),
      Setting(
        "beta", .number(.properFraction), default: .number(MethodCard.usualSmoothing),
        "how much of the norms' moving averages is kept from step to step", source: "as `smoothing`; see the deviations"
      ),
    ],
    weightSum: .free, gradients: .gramian(heads: .own),
    state: "the moving averages of the norms and their numbers of steps", example: "primary: 1, relaxation: 0.7",
    deviations: [
      "Reconstructed from the paper without its code. The authors' default of `beta` was not looked up.",
      "Sizes are those of the whole gradient in the method's scope; the paper compares them part by part of the network.",
      "Averages start without bias. A batch without the primary task takes its last average; before the first, it changes no "
        + "shared parameter. A gradient whose average is zero keeps its size.",
    ])

  private let primary: Int
  private let relaxation: Double
  private var norms: AveragePerTask

  /// A setting that is nil has the default of ``card``; one that is not permitted throws `SettingError`.
  public convenience init(tasks: Int, primary: Int? = nil, relaxation: Double? = nil, beta: Double? = nil) throws {
    try self.init(BalancingSetup(.counted(tasks), ["primary": primary, "relaxation": relaxation, "beta": beta]))
  }

  public init(_ setup: BalancingSetup) throws {
    let settings = try setup.read(Self.card)
    primary = try settings.primary(of: setup)
    relaxation = settings.number("relaxation")
    norms = AveragePerTask(setup.count, keeping: settings.number("beta"))
  }

  public func weigh(_ sample: GramianSample) -> [Double] {
    norms.update(sample.tasks, sample.gramian.norms)
    let size = norms[[primary]][0]
    guard !size.isNaN else { return sample.tasks.map { _ in 0 } }
    return zip(sample.tasks, norms[sample.tasks]).map { task, own in
      task == primary || own == 0 ? 1 : relaxation * size / own + 1 - relaxation
    }
  }

  public var state: [String: Tensor] { norms.state }

  public func load(state: [String: Tensor]) throws {
    try check(state, like: self.state)
    norms.load(state)
  }

  public func reset() { norms.reset() }
}
