import Components
import Foundation
import Tasks
import Torch

/// Excess-MTL: more weight for tasks that are still far from the best that they could do.
public final class ExcessMTL: JacobianAggregator {
  /// What the weights sum to: 1 or K.
  public enum Convention: String, SettingWord { case simplex, tasks }

  /// The authors' code.
  private static let eps = 1e-7

  public static let card = MethodCard(
    name: "excess-mtl", title: "Excess-MTL",
    summary: "More weight for tasks that are still far from the best that they could do.",
    citation: Citation(
      "He, Zhou, Zhang, Yun, Xu, Zeng, Chilimbi, Zhao", "Robust Multi-Task Learning with Excess Risks", "ICML", 2024,
      "arXiv 2402.02009"),
    formula: "S_k ← S_k + g_k²; e_k = Σ g_k² / √(S_k + 1e-7); w_k ∝ w_k exp(η e_k / e_k(0)); d = Σ_k w_k g_k",
    symbols: [
      ("S_k", "the sum of squared gradients, elementwise"), ("e_k", "the estimated excess risk"),
      ("e_k(0)", "its mean over the warm-up"), ("η", "`step-size`"),
    ] + MethodCard.gradientSymbols,
    settings: [
      Setting(
        "step-size", .number(.positive), default: 1, "how fast the weights follow the excess risks",
        source: "the authors' README; LibMTL has 0.01"),
      Setting(
        "warmup-epochs", .wholeNumber(.nonNegative), default: 3, "epochs of equal weights that give the baseline",
        source: "He et al., ICML 2024, appendix C.1; LibMTL has none"),
      Setting(
        "warmup", .wholeNumber(.nonNegative), default: 0, "the same in steps; both must have passed",
        source: "TorchJD; He et al. count epochs"),
      Setting(
        "convention", .word(of: Convention.self), default: "simplex", "weights that sum to 1 or to K",
        source: "He et al., ICML 2024; LibMTL has K"),
    ],
    weightSum: .one, gradients: .jacobian([.shared], heads: .weighted),
    memory: "K P sums of squared gradients",
    state: "each task's sum of squared gradients, K × P numbers, the weights, the baselines and the warm-up's position",
    example: "step-size: 0.01",
    deviations: [
      "Without warm-up, a task's first excess risk is its baseline; with `simplex` that step takes it as it is, with "
        + "`tasks` it "
        + "leaves the weights.",
      "Tasks that are absent from a batch keep their weights, and the present ones share the rest.",
      "Only with all shared parameters: squares of a representation's gradients would mix batches.",
    ])

  private let stepSize: Double
  private let warmup: (epochs: Int, steps: Int)
  private let convention: Convention
  private let squares: RowPerTask
  private var weights: [Double]
  /// Sums over the warm-up and how many steps they are of.
  private var baselines: [Double]
  private var baselineSteps: [Double]
  private var epochs = 0.0
  private var steps = 0.0

  /// A setting that is nil has the default of ``card``; one that is not permitted throws `SettingError`.
  public convenience init(
    tasks: Int, stepSize: Double? = nil, warmupEpochs: Int? = nil, warmup: Int? = nil, convention: Convention? = nil,
    device: Device = .cpu
  ) throws {
    try self.init(
      BalancingSetup(
        .counted(tasks),
        ["step-size": stepSize, "warmup-epochs": warmupEpochs, "warmup": warmup, "convention": convention],
        device: device))
  }

  public init(_ setup: BalancingSetup) throws {
    let settings = try setup.read(Self.card)
    stepSize = settings.number("step-size")
    warmup = (settings.wholeNumber("warmup-epochs"), settings.wholeNumber("warmup"))
    convention = settings.word("convention")
    squares = RowPerTask("squares", of: Self.card.name, setup)
    weights = Self.start(setup.count, convention)
    baselines = [Double](repeating: 0, count: setup.count)
    baselineSteps = baselines
  }

  private static func start(_ count: Int, _ convention: Convention) -> [Double] {
    [Double](repeating: convention == .simplex ? 1 / Double(count) : 1, count: count)
  }

  public func aggregate(_ sample: JacobianSample) throws -> AggregatedGradient {
    let risks = try squares.update(sample) { sums in
      let now = sample.jacobian.square()
      sums.addInPlace(now)
      return try now.divideInPlace(ATen.sqrt_(sums + Self.eps)).sum([1]).valid().array(of: Double.self)
    }
    let isWarmup = epochs < Double(warmup.epochs) || steps < Double(warmup.steps)
    steps += 1
    if isWarmup {
      for (task, risk) in zip(sample.tasks, risks) { addToBaseline(task, risk) }
    } else {
      update(sample.tasks, zip(sample.tasks, risks).map { relative($0, $1) })
    }
    let present = sample.tasks.map { weights[$0] }
    let factors = Tensor(present).to(sample.jacobian.device, sample.jacobian.dtype)
    return AggregatedGradient(factors.matmul(sample.jacobian), weights: present)
  }

  /// A weight that a large risk of another task has pressed to nothing can come back.
  private static let leastWeight = 1e-30

  private func addToBaseline(_ task: Int, _ risk: Double) {
    baselines[task] += risk
    baselineSteps[task] += 1
  }

  /// e / e(0); for a task without baseline, which it becomes, what its convention makes of that.
  private func relative(_ task: Int, _ risk: Double) -> Double {
    guard baselineSteps[task] > 0 else {
      addToBaseline(task, risk)
      return convention == .simplex ? risk : 0
    }
    let baseline = baselines[task] / baselineSteps[task]
    return risk / (convention == .tasks && baseline > 0 ? baseline : baseline + Self.eps)
  }

  /// w ∝ w exp(η e), by way of logarithms, with the sum as it was.
  private func update(_ tasks: [Int], _ risks: [Double]) {
    let sum = tasks.reduce(0) { $0 + weights[$1] }
    let logarithms = zip(tasks, risks).map { log(max(weights[$0], Self.leastWeight)) + stepSize * $1 }
    guard let largest = logarithms.max(), largest.isFinite else { return }
    let shares = logarithms.map { exp($0 - largest) }
    let total = shares.reduce(0, +)
    for (task, share) in zip(tasks, shares) { weights[task] = sum * share / total }
  }

  public func epochEnded(meanLosses: Tensor) { epochs += 1 }

  private var small: [String: Tensor] {
    [
      "weights": Tensor(weights), "baselines": Tensor(baselines), "baseline-steps": Tensor(baselineSteps),
      "position": Tensor([epochs, steps]),
    ]
  }

  public var state: [String: Tensor] { squares.state.merging(small) { $1 } }

  public func load(state: [String: Tensor]) throws {
    try squares.check(state)
    let rest = squares.remainder(state)
    try check(rest, like: small)
    squares.load(state)
    weights = rest["weights"]!.array()
    baselines = rest["baselines"]!.array()
    baselineSteps = rest["baseline-steps"]!.array()
    let position = rest["position"]!.array(of: Double.self)
    (epochs, steps) = (position[0], position[1])
  }

  public func reset() {
    squares.reset()
    weights = Self.start(weights.count, convention)
    baselines = baselines.map { _ in 0 }
    baselineSteps = baselines
    (epochs, steps) = (0, 0)
  }
}
