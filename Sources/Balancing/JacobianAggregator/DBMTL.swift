import Components
import Foundation
import Tasks
import Torch

/// DB-MTL: averaged gradients of the logarithms of the losses, all brought to the length of the longest.
public final class DBMTL: JacobianAggregator {
  public static let card = MethodCard(
    name: "db-mtl", title: "DB-MTL",
    summary: "Averaged gradients of the logarithms of the losses, all brought to the length of the longest.",
    citation: Citation(
      "Lin, Jiang, Ye, Zhang, Chen, Chen, Liu, Kwok", "Dual-Balancing for Multi-Task Learning", "Neural Networks", 2025,
      "arXiv 2308.12029"),
    formula: "ĝ_k ← β_t ĝ_k + (1 − β_t) g_k; d = max_j ‖ĝ_j‖ Σ_k ĝ_k / (‖ĝ_k‖ + eps); β_t = β / t^σ",
    symbols: [
      ("g_k", "the gradient of log L_k"), ("ĝ_k", "its moving average, 0 at first"), ("β", "`beta`"),
      ("σ", "`beta-sigma`"), ("t", "the step, from 1"), ("d", "the direction that takes the summed gradient's place"),
    ],
    settings: [
      Setting(
        "beta", .number(.properFraction), default: 0.9, "how much of the averages is kept from step to step",
        source: "Lin et al., 2025, who search 0.1, 0.5 and 0.9; LibMTL"),
      Setting(
        "beta-sigma", .number(.nonNegative), default: 0, "how fast that falls: beta / t^beta-sigma",
        source: "LibMTL; Lin et al., 2025, search 0 and 0.5"),
      Setting("eps", .number(.nonNegative), default: 1e-8, "added to the lengths", source: "Lin et al., 2025"),
    ],
    weightSum: .free, gradients: .jacobian([.shared], heads: .own, losses: "log-sum"),
    memory: "K P averaged gradients",
    state: "a moving average of each task's gradient, K × P numbers, and the number of steps", example: "beta: 0.9",
    deviations: [
      "With `beta: 0` nothing but the number of steps is kept.",
      "A task that is absent from a batch keeps its average and takes no part in the step.",
      "Only with all shared parameters: averages of a representation's gradients would mix batches.",
    ])

  private let beta: Double
  private let sigma: Double
  private let eps: Double
  private let averages: RowPerTask
  private var steps = 0.0

  /// A setting that is nil has the default of ``card``; one that is not permitted throws `SettingError`.
  public convenience init(
    tasks: Int, beta: Double? = nil, betaSigma: Double? = nil, eps: Double? = nil, device: Device = .cpu
  ) throws {
    try self.init(BalancingSetup(.counted(tasks), ["beta": beta, "beta-sigma": betaSigma, "eps": eps], device: device))
  }

  public init(_ setup: BalancingSetup) throws {
    let settings = try setup.read(Self.card)
    beta = settings.number("beta")
    sigma = settings.number("beta-sigma")
    eps = settings.number("eps")
    averages = RowPerTask("averages", of: Self.card.name, setup)
  }

  public func aggregate(_ sample: JacobianSample) throws -> AggregatedGradient {
    steps += 1
    guard beta > 0 else {
      let scales = scales(sample.jacobian)
      return AggregatedGradient(scales.matmul(sample.jacobian), weights: try scales.valid().array())
    }
    let kept = beta / pow(steps, sigma)
    return try averages.update(sample) { rows in
      ATen.lerp_(rows, sample.jacobian, 1 - kept)
      return AggregatedGradient(scales(rows).matmul(rows))
    }
  }

  /// `[K]`: what brings each row to the length of the longest.
  private func scales(_ rows: Tensor) -> Tensor {
    let lengths = rows.norm([1])
    return lengths.max() / (lengths + eps)
  }

  public var state: [String: Tensor] { averages.state.merging(["steps": Tensor([steps])]) { $1 } }

  public func load(state: [String: Tensor]) throws {
    try averages.check(state)
    let rest = averages.remainder(state)
    try check(rest, like: ["steps": Tensor([steps])])
    averages.load(state)
    steps = rest["steps"]!.item()
  }

  public func reset() {
    averages.reset()
    steps = 0
  }
}
