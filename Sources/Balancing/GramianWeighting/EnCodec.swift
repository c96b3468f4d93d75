import Components
import Tasks
import Torch

/// EnCodec's balancer: each task makes a given share of the gradient that goes into the shared network.
public final class EnCodec: GramianWeighting {
  public static let card = MethodCard(
    name: "encodec", title: "EnCodec",
    summary: "Each task makes a given share of the gradient that goes into the shared network.",
    citation: Citation(
      "Défossez, Copet, Synnaeve, Adi", "High Fidelity Neural Audio Compression", "TMLR", 2023, "arXiv 2210.13438"),
    formula: "w_k = R r_k / (m_k + ε), r_k = λ_k / Σ_j λ_j; m_k ← β m_k + (1 − β) ‖g_k‖; d = Σ_k w_k g_k",
    symbols: MethodCard.gradientSymbols + [
      ("R", "`total-norm`"), ("λ_k", "`shares`"), ("ε", "`eps`"), ("β", "`beta`"),
      ("m_k", "the moving average of ‖g_k‖, without its bias to the start"),
    ],
    settings: [
      Setting(
        "shares", .numbers(.nonNegative),
        "the share of each task in the gradient, one number for each; equal ones by default"),
      Setting(
        "total-norm", .number(.positive), default: 1, "the sum of the norms of the tasks' gradients",
        source: "the authors' code, audiocraft"),
      Setting(
        "beta", .number(.properFraction), default: 0.999,
        "how much of the norms' moving averages is kept from step to step",
        source: "the paper; audiocraft"),
      Setting("eps", .number(.nonNegative), default: 1e-12, "added to the averages", source: "audiocraft"),
    ],
    weightSum: .free, gradients: .gramian(usual: .representation, heads: .own),
    state: "the moving averages of the norms and their numbers of steps", example: "shares: [2, 1]",
    deviations: [
      "‖g_k‖ is the norm over the whole batch, `per_batch_item=False` of the authors' code; its default is the mean of the samples' norms.",
      "In the authors' code the losses follow the network's output, and there are no heads. Here heads get their own gradients.",
      "The shares of the tasks that are present in a batch are scaled to the sum 1.",
    ])

  private let shares: [Double]
  private let settings: Settings
  private var norms: AveragePerTask

  /// A setting that is nil has the default of ``card``; one that is not permitted throws `SettingError`.
  public convenience init(
    tasks: Int, shares: [Double]? = nil, totalNorm: Double? = nil, beta: Double? = nil, eps: Double? = nil
  ) throws {
    try self.init(
      BalancingSetup(.counted(tasks), ["shares": shares, "total-norm": totalNorm, "beta": beta, "eps": eps]))
  }

  public init(_ setup: BalancingSetup) throws {
    settings = try setup.read(Self.card)
    let given = try settings.numbers("shares", oneForEach: "task", count: setup.count)
    guard given?.contains(where: { $0 > 0 }) ?? true else {
      throw SettingError("`shares` should have a positive number. Found \(SettingValue.numbers(given ?? [])).")
    }
    shares = given ?? setup.tasks.map { _ in 1 }
    norms = AveragePerTask(setup.count, keeping: settings.number("beta"))
  }

  public func weigh(_ sample: GramianSample) -> [Double] {
    norms.update(sample.tasks, sample.gramian.norms)
    let sum = sample.tasks.reduce(0) { $0 + shares[$1] }
    let eps = settings.number("eps")
    return zip(sample.tasks, norms[sample.tasks]).map { task, norm in
      // No task of the batch has a share, or a gradient that was always zero needs no weight.
      guard sum > 0, norm + eps > 0 else { return 0 }
      return settings.number("total-norm") * shares[task] / sum / (norm + eps)
    }
  }

  public var state: [String: Tensor] { norms.state }

  public func load(state: [String: Tensor]) throws {
    try check(state, like: self.state)
    norms.load(state)
  }

  public func reset() { norms.reset() }
}
