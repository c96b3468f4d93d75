import Components
import Tasks
import Torch

/// STCH: a smooth maximum of the losses, so that the worst task counts most.
public final class STCH: LossWeighting {
  /// The paper's formula, or that of the authors' code for multi-task learning.
  public enum Form: String, SettingWord { case raw, log }

  /// What the authors' code adds to a loss before its logarithm.
  static let eps = 1e-20

  /// The authors' code.
  static let usualWarmup = 4

  public static let card = MethodCard(
    name: "stch", title: "STCH", summary: "A smooth maximum of the losses: the worst task counts most.",
    citation: Citation(
      "Lin, Zhang, Yang, Liu, Wang, Zhang", "Smooth Tchebycheff Scalarization for Multi-Objective Optimization", "ICML",
      2024, "arXiv 2402.19078"),
    formula: "L = μ log Σ_k exp(λ_k (L_k − z_k) / μ); or, after a warm-up with Σ_k log L_k, "
      + "L = K μ log Σ_k exp(log(L_k / n_k) / μ)",
    symbols: MethodCard.usualSymbols[...1] + [
      ("μ", "`mu`: towards 0 the objective is the largest term"), ("λ_k", "`weights`, the preference for task k"),
      ("z_k", "`reference`, the ideal loss"), ("n_k", "the nadir: the mean loss of the last warm-up epoch"),
    ],
    settings: [
      Setting(
        "form", .word(of: Form.self), default: "raw",
        "the losses, or their logarithms relative to those after a warm-up, as in the authors' code for multi-task "
          + "learning",
        source: "Lin et al., ICML 2024"),
      Setting(
        "mu", .number(.positive), default: 1, "the smaller, the nearer to the maximum; for `raw` in units of the loss",
        source: "the authors' code",
        search: Setting.Search([0.01, 0.1, 0.5, 1], source: "Lin et al., ICML 2024")),
      Setting("weights", .numbers(.nonNegative), "for `raw`: the preference for each task; 1/K each by default"),
      Setting("reference", .numbers(.finite), "for `raw`: the ideal loss of each task; 0 by default"),
      Setting(
        "warmup", .wholeNumber(.nonNegative),
        "for `log`: the epoch, counted from 0, whose mean losses are the nadir and after which the method begins; "
          + "\(usualWarmup) by default",
        source: "the authors' code"),
    ],
    weightSum: .free, state: "with `form: log`, the epochs so far and the nadir", example: "form: log, mu: 0.5",
    deviations: ["The objective of `log` includes the largest term, which the authors' code leaves out of the value."])

  private let form: Form
  private let mu: Double
  private let preferences: Tensor?
  private let reference: Tensor?
  private let warmup: Int
  /// `[K]`, NaN where no epoch has told it.
  private let nadir: Tensor
  private var epochs = 0

  /// A setting that is nil has the default of ``card``; one that is not permitted throws `SettingError`.
  public convenience init(
    tasks: Int, form: Form? = nil, mu: Double? = nil, weights: [Double]? = nil, reference: [Double]? = nil,
    warmup: Int? = nil, device: Device = .cpu, dtype: DType = .float32
  ) throws {
    try self.init(
      BalancingSetup(
        .counted(tasks), ["form": form, "mu": mu, "weights": weights, "reference": reference, "warmup": warmup],
        device: device, dtype: dtype))
  }

  public init(_ setup: BalancingSetup) throws {
    let settings = try setup.read(Self.card)
    form = settings.word("form")
    mu = settings.number("mu")
    warmup = settings.optionalNumber("warmup").map { Int($0) } ?? Self.usualWarmup
    for name in form == .raw ? ["warmup"] : ["weights", "reference"] where setup.parameters[name] != nil {
      throw SettingError("`\(name)` should be left out where `form` is `\(form.rawValue)`.")
    }
    preferences = try setup.preferences(settings)
    reference = try settings.numbers("reference", oneForEach: "task", count: setup.count).map { setup.vector($0) }
    nadir = setup.vector(repeating: .nan)
  }

  public func weigh(_ losses: Tensor, present: Tensor?) -> WeightedLosses {
    let presence = Presence(present, for: losses)
    let (value, weights) = withoutGradients {
      switch form {
      case .raw: raw(presence?.fill(losses, with: 0) ?? losses, presence)
      case .log: logarithmic((presence?.fill(losses, with: 1) ?? losses) + Self.eps, presence)
      }
    }
    return WeightedLosses(value: value, weights, times: presence?.fill(losses, with: 0) ?? losses)
  }

  private func raw(_ losses: Tensor, _ presence: Presence?) -> (Tensor, Tensor) {
    let preferences = preferences ?? evenPreferences(losses, presence)
    let (maximum, shares) = smoothMaximum(preferences * (reference.map { losses - $0 } ?? losses), presence)
    return (maximum, preferences * shares)
  }

  private func logarithmic(_ losses: Tensor, _ presence: Presence?) -> (Tensor, Tensor) {
    let inverse = presence?.zero(losses.reciprocal()) ?? losses.reciprocal()
    guard epochs > warmup else { return ((presence?.zero(losses.log()) ?? losses.log()).sum(), inverse) }
    // A task without a nadir yet counts as if it stood there.
    let (maximum, shares) = smoothMaximum((losses / Tensor.where(nadir.isNaN(), losses, nadir)).log(), presence)
    let count = presence?.count(losses.dtype) ?? Tensor(scalar: Double(losses.count)).to(losses.device, losses.dtype)
    return (maximum * count, shares * inverse * count)
  }

  /// μ log Σ exp(x / μ) over the present tasks, 0 where there is none, and its derivatives.
  private func smoothMaximum(_ x: Tensor, _ presence: Presence?) -> (value: Tensor, shares: Tensor) {
    let largest = (presence?.lower(x) ?? x).max()
    let exponents = (x - largest) / mu
    let shares = exponents.softmax(over: presence)
    let value = (presence?.lower(exponents) ?? exponents).logSumExp([0]) * mu + largest
    return (presence.map { value.maskedFill(mask: $0.mask.any().logicalNot(), 0) } ?? value, shares)
  }

  public func epochEnded(meanLosses: Tensor) {
    guard form == .log else { return }
    withoutGradients {
      let means = meanLosses.to(nadir.device, nadir.dtype)
      if epochs >= warmup { nadir.copyInPlace(Tensor.where(nadir.isNaN(), means, nadir)) }
    }
    epochs += 1
  }

  public var state: [String: Tensor] {
    form == .raw ? [:] : ["nadir": nadir.clone(), "epochs": Tensor(scalar: Double(epochs), dtype: .float64)]
  }

  public func load(state: [String: Tensor]) throws {
    try check(state, like: self.state)
    guard form == .log else { return }
    epochs = try count("epochs", in: state)
    withoutGradients { _ = nadir.copyInPlace(state["nadir"]!) }
  }

  public func reset() {
    withoutGradients { _ = nadir.fillInPlace(.nan) }
    epochs = 0
  }
}
