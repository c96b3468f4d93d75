import Components
import Tasks
import Torch

/// SDMGrad: MGDA's weights from independent samples, drawn towards a preferred direction.
public final class SDMGrad: GramianWeighting {
  /// LibMTL and TorchJD.
  private static let eps = 1e-8

  public static let card = MethodCard(
    name: "sdmgrad", title: "SDMGrad",
    summary: "MGDA's weights from independent samples, drawn towards a preferred direction.",
    citation: Citation(
      "Xiao, Ban, Ji", "Direction-oriented Multi-objective Learning: Simple and Provable Stochastic Algorithms",
      "NeurIPS",
      2023, "arXiv 2305.18409"),
    formula: "n times: v ← μ v + A (w + λ p), w ← Π(w − η v); d = J₃ᵀ (w + λ p) / (1 + λ)",
    symbols: [
      ("A", "J₁ J₂ᵀ of two independent parts of the batch, divided by its squared mean norm"),
      ("J₃", "the gradients of the third part"), ("Π", "the projection on the simplex"), ("p", "`preference`"),
      ("λ", "`lambda`"), ("v", "0 at first in every step of training; w goes on where it ended"),
      ("η", "`learning-rate`"), ("μ", "`momentum`"), ("n", "`iterations`"),
    ],
    settings: [
      Setting(
        "lambda", .number(.nonNegative), default: 0.3, "how strongly the direction is drawn to the preferred one",
        source: "the authors' runs; 0.6 in their class"),
      Setting(
        "learning-rate", .number(.positive), default: 10,
        "the learning rate of the inner gradient descent on the weights",
        source: "TorchJD; LibMTL has 5"),
      Setting(
        "momentum", .number(.properFraction), default: 0.5, "the momentum of the inner gradient descent",
        source: "LibMTL, TorchJD"
      ),
      Setting(
        "iterations", .wholeNumber(.between(1, 10_000)), default: 20, "steps of the inner gradient descent",
        source: "LibMTL, TorchJD"), GradientPreference.setting,
    ],
    weightSum: .one, gradients: .gramian([.shared], heads: .own), parts: 3,
    state: "the weights w",
    deviations: [
      "The three samples are thirds of one batch; the authors draw three batches.",
      "Absent tasks keep their weights, and the present ones share the rest.",
    ])

  private let settings: Settings
  private let preference: GradientPreference
  private var memory: NumberPerTask

  /// A setting that is nil has the default of ``card``; one that is not permitted throws `SettingError`.
  public convenience init(
    tasks: Int, lambda: Double? = nil, learningRate: Double? = nil, momentum: Double? = nil, iterations: Int? = nil,
    preference: [Double]? = nil
  ) throws {
    try self.init(
      BalancingSetup(
        .counted(tasks),
        [
          "lambda": lambda, "learning-rate": learningRate, "momentum": momentum, "iterations": iterations,
          "preference": preference,
        ]))
  }

  public init(_ setup: BalancingSetup) throws {
    settings = try setup.read(Self.card)
    preference = try GradientPreference(settings, setup)
    memory = NumberPerTask(setup.count, startingAt: 1 / Double(setup.count))
  }

  public func weigh(_ sample: GramianSample) throws -> [Double] {
    let cross = try sample.independentProducts(Self.card.name)
    let (lambda, rate) = (settings.number("lambda"), settings.number("learning-rate"))
    let momentum = settings.number("momentum")
    let scale = cross.norms.reduce(0, +) / Double(cross.count)
    let pull = preference.of(sample.tasks).map { lambda * $0 }
    var weights = memory.simplex(of: sample.tasks)
    var velocity = weights.map { _ in 0.0 }
    for _ in 0..<settings.wholeNumber("iterations") {
      let slopes = cross.times(zip(weights, pull).map { $0 + $1 }).map { $0 / (scale * scale + Self.eps) }
      velocity = zip(velocity, slopes).map { momentum * $0 + $1 }
      weights = SimplexProjection.project(zip(weights, velocity).map { $0 - rate * $1 })
    }
    memory.update(sample.tasks, simplex: weights)
    return zip(weights, pull).map { ($0 + $1) / (1 + lambda) }
  }

  public var state: [String: Tensor] { ["weights": memory.tensor] }

  public func load(state: [String: Tensor]) throws {
    try check(state, like: self.state)
    memory.tensor = state["weights"]!
  }

  public func reset() { memory.reset() }
}
