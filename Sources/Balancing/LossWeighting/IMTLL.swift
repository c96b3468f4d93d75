import Components
import Tasks
import Torch

/// IMTL-L: learned factors that bring every loss to the scale 1.
public final class IMTLL: LearnedScales {
  public static let card = MethodCard(
    name: "imtl-l", title: "IMTL-L", summary: "Learned factors bring every loss to the scale 1.",
    citation: Citation(
      "Liu, Li, Kuang, Xue, Chen, Yang, Liao, Zhang", "Towards Impartial Multi-Task Learning", "ICLR", 2021),
    formula: "L = Σ_k exp(s_k) L_k − s_k",
    symbols: [("s_k", "the learned logarithm of the weight of task k")]
      + MethodCard.usualSymbols.prefix(2),
    settings: [
      Setting(
        "start", .number(.finite), default: 0, "the first value of each s_k: 0 is a weight of 1",
        source: "public implementations")
    ],
    weightSum: .free, hasFixedWeights: true, state: "the learned scales", learned: "one scale for each task",
    deviations: [
      "The scales have their own parameter group without weight decay, which would pull the weights to 1.",
      "Where a task is absent, its whole term is left out.",
    ])

  private let start: Double
  private let logWeights: Tensor

  /// A setting that is nil has the default of ``card``; one that is not permitted throws `SettingError`.
  public convenience init(tasks: Int, start: Double? = nil, device: Device = .cpu, dtype: DType = .float32) throws {
    try self.init(BalancingSetup(.counted(tasks), ["start": start], device: device, dtype: dtype))
  }

  public init(_ setup: BalancingSetup) throws {
    start = try setup.read(Self.card).number("start")
    logWeights = setup.vector(repeating: start).requiringGrad()
  }

  public func weigh(_ losses: Tensor, present: Tensor?) -> WeightedLosses {
    let presence = Presence(present, for: losses)
    let weights = presence?.zero(logWeights.exp()) ?? logWeights.exp()
    let scales = presence?.zero(logWeights) ?? logWeights
    let objective = ATen.dot(weights, presence?.fill(losses, with: 0) ?? losses) - scales.sum()
    return WeightedLosses(objective: objective, weights: weights.detach())
  }

  public var learned: [(name: String, tensor: Tensor)] { [("log-weight", logWeights)] }

  public var state: [String: Tensor] { ["log-weight": logWeights.detach().clone()] }

  public func load(state: [String: Tensor]) throws { try copy(state, into: ["log-weight": logWeights]) }

  public func reset() { withoutGradients { _ = logWeights.fillInPlace(start) } }
}
