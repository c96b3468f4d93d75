import Components
import Tasks
import Torch

/// GradVac: gradients are pulled together until their cosines reach what they have been on average.
public final class GradVac: GramianWeighting {
  public static let card = MethodCard(
    name: "gradvac", title: "GradVac",
    summary: "Gradients are pulled together until their cosines reach what they have been on average.",
    citation: Citation(
      "Wang, Tsvetkov, Firat, Cao",
      "Gradient Vaccine: Investigating and Improving Multi-task Optimization in Massively Multilingual Models", "ICLR",
      2021, "arXiv 2010.05874"),
    formula: "p_i = g_i; for j ≠ i in random order, φ = cos(p_i, g_j); where φ < φ̂_ij: "
      + "p_i ← p_i + ‖p_i‖ (φ̂ √(1 − φ²) − φ √(1 − φ̂²)) / (‖g_j‖ √(1 − φ̂²)) g_j; φ̂_ij ← (1 − β) φ̂_ij + β φ; d = "
      + "Σ_i p_i",
    symbols: [
      ("p_i", "the gradient of task i after its changes"), ("φ̂_ij", "the cosine it should have with g_j, 0 at first"),
      ("β", "`beta`"),
    ] + MethodCard.gradientSymbols,
    settings: [
      Setting(
        "beta", .number(.fraction), default: 0.01,
        "how fast the wanted cosines follow the found ones; with 0 the method is PCGrad",
        source: "Wang et al., ICLR 2021; LibMTL and TorchJD have 0.5"),
      Setting(
        "eps", .number(.nonNegative), default: 0, "added to the denominators",
        source: "Wang et al., ICLR 2021; LibMTL and TorchJD have 1e-8"),
    ],
    weightSum: .free, gradients: .gramian(heads: .own),
    state: "K × K wanted cosines, and the state of its random generator",
    deviations: [
      "One cosine for all parameters of the scope, the paper's \"whole model\".",
      "A pair with a gradient of length zero is passed over, and one that should become exactly parallel.",
    ])

  private let count: Int
  private let beta: Double
  private let eps: Double
  private let generator: Generator
  /// φ̂, row-major.
  private var targets: [Double]

  /// A setting that is nil has the default of ``card``; one that is not permitted throws `SettingError`.
  public convenience init(
    tasks: Int, beta: Double? = nil, eps: Double? = nil, generator: Generator = Generator(seed: 0)
  ) throws {
    try self.init(BalancingSetup(.counted(tasks), ["beta": beta, "eps": eps], generator: generator))
  }

  public init(_ setup: BalancingSetup) throws {
    let settings = try setup.read(Self.card)
    count = setup.count
    beta = settings.number("beta")
    eps = settings.number("eps")
    generator = setup.generator
    targets = [Double](repeating: 0, count: count * count)
  }

  public func weigh(_ sample: GramianSample) throws -> [Double] {
    try weigh(sample, orders: VisitingOrder.draw(sample.count, generator))
  }

  /// The weights for a given order: `orders[i]` lists the present tasks that gradient i meets, first to last.
  package func weigh(_ sample: GramianSample, orders: [[Int]]) -> [Double] {
    let gramian = sample.gramian
    let norms = gramian.norms
    var weights = [Double](repeating: 0, count: sample.count)
    for (task, order) in orders.enumerated() {
      // p_i = Σ_k own_k g_k, and p_i · g_k for all k.
      var own = [Double](repeating: 0, count: sample.count)
      own[task] = 1
      var products = (0..<sample.count).map { gramian[task, $0] }
      for other in order {
        let norm = max(zip(own, products).reduce(0) { $0 + $1.0 * $1.1 }, 0).squareRoot()
        guard norm > 0, norms[other] > 0 else { continue }
        let cosine = products[other] / (norm * norms[other] + eps)
        let pair = sample.tasks[task] * count + sample.tasks[other]
        if let step = step(from: cosine, to: targets[pair], norm, norms[other]) {
          own[other] += step
          for k in products.indices { products[k] += step * gramian[other, k] }
        }
        targets[pair] += beta * (cosine - targets[pair])
      }
      for k in own.indices { weights[k] += own[k] }
    }
    return weights
  }

  /// How much of g_j brings the cosine to the target; nil where it is large enough, or the target is out of reach.
  private func step(from cosine: Double, to target: Double, _ norm: Double, _ otherNorm: Double) -> Double? {
    let sine = max(1 - cosine * cosine, 0).squareRoot()
    let targetSine = max(1 - target * target, 0).squareRoot()
    let denominator = otherNorm * targetSine + eps
    guard cosine < target, denominator > 0 else { return nil }
    return norm * (target * sine - cosine * targetSine) / denominator
  }

  public var state: [String: Tensor] {
    ["targets": Tensor(targets, shape: [count, count]), "generator": generator.state]
  }

  public func load(state: [String: Tensor]) throws {
    try check(state, like: self.state)
    targets = state["targets"]!.array()
    try generator.restore(state["generator"]!)
  }

  public func reset() { targets = [Double](repeating: 0, count: count * count) }
}
