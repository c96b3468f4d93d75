import Components
import Foundation
import Tasks
import Torch

/// MoCo: averaged gradients, weighted by slow steps towards the shortest combination of them.
public final class MoCo: JacobianAggregator {
  /// Which gradients are tracked: as they are, or scaled to the length of the loss.
  public enum Rows: String, SettingWord { case raw, scaled }
  /// How the weights come to sum to 1.
  public enum Simplex: String, SettingWord { case projection, softmax }

  /// What is added to a length before a gradient is divided by it; LibMTL.
  private static let eps = 1e-8

  public static let card = MethodCard(
    name: "moco", title: "MoCo",
    summary: "Averaged gradients, weighted by slow steps towards the shortest combination of them.",
    citation: Citation(
      "Fernando, Shen, Liu, Chaudhury, Murugesan, Chen",
      "Mitigating Gradient Bias in Multi-objective Learning: A Provably Convergent Approach", "ICLR", 2023,
      "arXiv 2210.12624"),
    formula: "y_k ← y_k − β_t (y_k − g_k); λ ← Π(λ − γ_t (Y Yᵀ + ρ I) λ); d = Σ_k λ_k y_k",
    symbols: [
      ("g_k", "the gradient of task k's loss"), ("y_k", "the tracked gradient, 0 at first, a row of Y"),
      ("λ", "the weights, 1/K at first"), ("Π", "the projection onto the simplex"),
      ("β_t", "`beta` / t^`beta-sigma`"), ("γ_t", "`gamma` / t^`gamma-sigma`"), ("ρ", "`rho`"),
      ("d", "the direction that takes the summed gradient's place"),
    ],
    settings: [
      Setting("beta", .number(.fraction), default: 0.5, "the step of the tracked gradients", source: "LibMTL"),
      Setting("beta-sigma", .number(.nonNegative), default: 0.5, "how fast that falls", source: "LibMTL"),
      Setting("gamma", .number(.positive), default: 0.1, "the step of the weights", source: "LibMTL"),
      Setting("gamma-sigma", .number(.nonNegative), default: 0.5, "how fast that falls", source: "LibMTL"),
      Setting("rho", .number(.nonNegative), default: 0, "pulls the weights together", source: "LibMTL"),
      Setting(
        "gradients", .word(of: Rows.self), default: "raw", "as they are, or scaled to the length of the loss",
        source: "Fernando et al., ICLR 2023; LibMTL has scaled"),
      Setting(
        "simplex", .word(of: Simplex.self), default: "projection", "how the weights come to sum to 1",
        source: "Fernando et al., ICLR 2023; LibMTL has softmax"),
    ],
    weightSum: .one, gradients: .jacobian([.shared], heads: .own),
    memory: "K P tracked gradients",
    state: "each task's tracked gradient, K × P numbers, the weights and the number of steps", example: "gamma: 0.1",
    deviations: [
      "The tracked gradients move before the weights do, so that the first step has a direction.",
      "The weights are those of tracked gradients, and not reported.",
      "Tasks that are absent from a batch keep their tracked gradients and weights, and the present ones share the rest.",
      "Only with all shared parameters: a representation's gradients would be tracked over different batches.",
    ])

  private let beta: (first: Double, sigma: Double)
  private let gamma: (first: Double, sigma: Double)
  private let rho: Double
  private let rows: Rows
  private let simplex: Simplex
  private let tracked: RowPerTask
  private var weights: [Double]
  private var steps = 0.0

  /// A setting that is nil has the default of ``card``; one that is not permitted throws `SettingError`.
  public convenience init(
    tasks: Int, beta: Double? = nil, betaSigma: Double? = nil, gamma: Double? = nil, gammaSigma: Double? = nil,
    rho: Double? = nil, gradients: Rows? = nil, simplex: Simplex? = nil, device: Device = .cpu
  ) throws {
    try self.init(
      BalancingSetup(
        .counted(tasks),
        [
          "beta": beta, "beta-sigma": betaSigma, "gamma": gamma, "gamma-sigma": gammaSigma, "rho": rho,
          "gradients": gradients, "simplex": simplex,
        ], device: device))
  }

  public init(_ setup: BalancingSetup) throws {
    let settings = try setup.read(Self.card)
    beta = (settings.number("beta"), settings.number("beta-sigma"))
    gamma = (settings.number("gamma"), settings.number("gamma-sigma"))
    rho = settings.number("rho")
    rows = settings.word("gradients")
    simplex = settings.word("simplex")
    tracked = RowPerTask("tracked", of: Self.card.name, setup)
    weights = [Double](repeating: 1 / Double(setup.count), count: setup.count)
  }

  public func aggregate(_ sample: JacobianSample) throws -> AggregatedGradient {
    steps += 1
    let gradients = rows == .raw ? sample.jacobian : scaled(sample)
    return try tracked.update(sample) { tracked in
      ATen.lerp_(tracked, gradients, beta.first / pow(steps, beta.sigma))
      let present = update(sample.tasks, try Gramian(tracked.matmul(tracked.transpose(0, 1)).valid()))
      return AggregatedGradient(Tensor(present).to(tracked.device, tracked.dtype).matmul(tracked))
    }
  }

  /// g_k L_k / ‖g_k‖.
  private func scaled(_ sample: JacobianSample) -> Tensor {
    let rows = sample.jacobian
    let lengths = rows.norm([1], keepDim: true) + Self.eps
    return rows * (Tensor(sample.losses, shape: [sample.losses.count, 1]).to(rows.device, rows.dtype) / lengths)
  }

  /// One step of the present tasks' weights; the answer sums to 1.
  private func update(_ tasks: [Int], _ gramian: Gramian) -> [Double] {
    let sum = tasks.reduce(0) { $0 + weights[$1] }
    let before = tasks.map { sum > 0 ? weights[$0] / sum : 1 / Double(tasks.count) }
    let slope = zip(gramian.times(before), before).map { $0 + rho * $1 }
    let step = gamma.first / pow(steps, gamma.sigma)
    let moved = zip(before, slope).map { $0 - step * $1 }
    let after = simplex == .projection ? SimplexProjection.project(moved) : Self.softmax(moved)
    for (task, weight) in zip(tasks, after) { weights[task] = sum * weight }
    return after
  }

  private static func softmax(_ values: [Double]) -> [Double] {
    let largest = values.max() ?? 0
    let exponentials = values.map { exp($0 - largest) }
    let sum = exponentials.reduce(0, +)
    return exponentials.map { $0 / sum }
  }

  private var small: [String: Tensor] { ["weights": Tensor(weights), "steps": Tensor([steps])] }

  public var state: [String: Tensor] { tracked.state.merging(small) { $1 } }

  public func load(state: [String: Tensor]) throws {
    try tracked.check(state)
    let rest = tracked.remainder(state)
    try check(rest, like: small)
    tracked.load(state)
    weights = rest["weights"]!.array()
    steps = rest["steps"]!.item()
  }

  public func reset() {
    tracked.reset()
    weights = weights.map { _ in 1 / Double(weights.count) }
    steps = 0
  }
}
