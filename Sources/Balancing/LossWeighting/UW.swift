import Components
import Foundation
import Tasks
import Torch

/// UW: each loss is divided by a noise variance that is learned with the network.
public final class UW: LearnedScales {
  /// Which likelihood the losses stand for.
  public enum Form: String, SettingWord { case unified, likelihood, revised }
  /// What is learned of a scale.
  public enum Parameter: String, SettingWord {
    case logVariance = "log-variance"
    case sigma

    /// The usual start, a weight of 0.82, and Liebel and Körner's.
    var usualStart: Double { self == .logVariance ? -0.5 : 1 }
  }

  public static let card = MethodCard(
    name: "uw", title: "UW", summary: "Each task's loss is divided by a learned noise variance.",
    citation: Citation(
      "Kendall, Gal, Cipolla",
      "Multi-Task Learning Using Uncertainty to Weigh Losses for Scene Geometry and Semantics", "CVPR", 2018,
      "arXiv 1705.07115"),
    formula: "L = Σ_k L_k / (2 σ_k²) + log σ_k, learned as s_k = log σ_k²",
    symbols: [("σ_k", "the learned noise scale of task k"), ("s_k", "its logarithm, squared")]
      + MethodCard.usualSymbols.prefix(2),
    settings: [
      Setting(
        "form", .word(of: Form.self), default: "unified",
        "one formula for all losses; constants by likelihood: L / σ for L1, L / (2 σ²) for L2, L / σ² for "
          + "cross-entropy; or "
          + "log(1 + σ²) as second term, which is never negative",
        source: "Kirchdorfer et al., GCPR 2024: one formula; Liebel, Körner, 2018: `revised`"),
      Setting(
        "parameter", .word(of: Parameter.self), default: "log-variance", "what is learned",
        source: "Kendall, Gal, Cipolla, CVPR 2018"),
      Setting(
        "start", .number(.finite),
        "the first value of each parameter: -0.5 for the log-variance (a weight of 0.82), 1 for sigma by default",
        source: "Kirchdorfer et al., GCPR 2024; Liebel, Körner, 2018"),
    ],
    weightSum: .free, hasFixedWeights: true, state: "the learned scales", learned: "one scale for each task",
    example: "form: unified",
    deviations: [
      "The scales have their own parameter group without weight decay, which would pull them towards a fixed weight.",
      "Where a task is absent, its whole term is left out.",
    ])

  private let form: Form
  private let isLogVariance: Bool
  private let start: Double
  /// c and p of each task as vectors; for the log-variance log c, p/2 and 1/2, since c / σ^p = exp(log c − s p/2).
  private let factors: Tensor
  private let powers: Tensor
  private let halves: Tensor
  private let parameter: Tensor

  /// A setting that is nil has the default of ``card``; one that is not permitted throws `SettingError`.
  ///
  /// - Parameter likelihoods: one for each task where `form` is `.likelihood`, and nil otherwise.
  public convenience init(
    tasks: Int, form: Form? = nil, likelihoods: [Likelihood]? = nil, parameter: Parameter? = nil, start: Double? = nil,
    device: Device = .cpu, dtype: DType = .float32
  ) throws {
    guard likelihoods?.count == (form == .likelihood ? tasks : nil) else {
      throw SettingError(
        "`likelihoods` should have one for each task where `form` is `likelihood`, and be nil otherwise.")
    }
    try self.init(
      BalancingSetup(
        likelihoods.map { .of($0) } ?? .counted(tasks), ["form": form, "parameter": parameter, "start": start],
        device: device, dtype: dtype))
  }

  public init(_ setup: BalancingSetup) throws {
    let settings = try setup.read(Self.card)
    let kind: Parameter = settings.word("parameter")
    form = settings.word("form")
    isLogVariance = kind == .logVariance
    start = settings.optionalNumber("start") ?? kind.usualStart
    guard isLogVariance || start > 0 else {
      throw SettingError.shouldBe("start", "positive for sigma", found: "\(start)")
    }
    let terms = setup.tasks.map { [form] in form == .likelihood ? UncertaintyTerm($0.likelihood) : .unified }
    factors = setup.vector(terms.map { [isLogVariance] in isLogVariance ? log($0.factor) : $0.factor })
    powers = setup.vector(terms.map { [isLogVariance] in isLogVariance ? $0.power / 2 : $0.power })
    halves = setup.vector(repeating: 0.5)
    parameter = setup.vector(repeating: start).requiringGrad()
  }

  public func weigh(_ losses: Tensor, present: Tensor?) -> WeightedLosses {
    let presence = Presence(present, for: losses)
    let weights = presence?.zero(self.weights) ?? self.weights
    let objective = ATen.dot(weights, presence?.fill(losses, with: 0) ?? losses) + penalty(presence)
    return WeightedLosses(objective: objective, weights: weights.detach())
  }

  /// c / σ^p.
  private var weights: Tensor {
    isLogVariance ? ATen.addcmul(factors, parameter, powers, -1).exp() : parameter.pow(-powers) * factors
  }

  /// Σ log σ, or Σ log(1 + σ²), over the present tasks.
  private func penalty(_ presence: Presence?) -> Tensor {
    if presence == nil && form != .revised && isLogVariance { return ATen.dot(halves, parameter) }
    let terms =
      switch (form, isLogVariance) {
      case (.revised, true): parameter.softplus()
      case (.revised, false): parameter.square().log1p()
      case (_, true): parameter * 0.5
      case (_, false): parameter.log()
      }
    return (presence?.zero(terms) ?? terms).sum()
  }

  public var learned: [(name: String, tensor: Tensor)] {
    [(isLogVariance ? Parameter.logVariance.rawValue : Parameter.sigma.rawValue, parameter)]
  }

  public var state: [String: Tensor] { [learned[0].name: parameter.detach().clone()] }

  public func load(state: [String: Tensor]) throws { try copy(state, into: [learned[0].name: parameter]) }

  public func reset() { withoutGradients { _ = parameter.fillInPlace(start) } }
}
