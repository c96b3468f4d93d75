import Components
import Tasks
import Torch

/// MoDo: one step of MGDA's weights in every step of training, from two independent samples.
public final class MoDo: GramianWeighting {
  public static let card = MethodCard(
    name: "modo", title: "MoDo",
    summary: "One step of MGDA's weights in every step of training, from two independent samples.",
    citation: Citation(
      "Chen, Fernando, Ying, Chen",
      "Three-Way Trade-Off in Multi-Objective Learning: Optimization, Generalization and Conflict-Avoidance", "NeurIPS",
      2023, "arXiv 2305.20057"),
    formula: "w ← Π(w − γ (J₁ J₂ᵀ w + ρ w)); d = J₃ᵀ w",
    symbols: [
      ("J₁, J₂, J₃", "the gradients of three independent parts of the batch"), ("Π", "the projection on the simplex"),
      ("γ", "`gamma`"), ("ρ", "`rho`"),
    ],
    settings: [
      Setting(
        "gamma", .number(.positive), default: 1e-3, "the learning rate of the weights",
        source: "LibMTL (0.1 in TorchJD)"),
      Setting("rho", .number(.nonNegative), default: 0.1, "draws the weights towards equal ones", source: "LibMTL"),
    ],
    weightSum: .one, gradients: .gramian([.shared], heads: .own), parts: 3,
    state: "the weights w",
    deviations: [
      "The direction is that of a third part of the batch, as in the authors' code with `three_grads`; the paper's "
        + "algorithm uses the first two once more.",
      "Absent tasks keep their weights, and the present ones share the rest.",
    ])

  private let gamma: Double
  private let rho: Double
  private var memory: NumberPerTask

  /// A setting that is nil has the default of ``card``; one that is not permitted throws `SettingError`.
  public convenience init(tasks: Int, gamma: Double? = nil, rho: Double? = nil) throws {
    try self.init(BalancingSetup(.counted(tasks), ["gamma": gamma, "rho": rho]))
  }

  public init(_ setup: BalancingSetup) throws {
    let settings = try setup.read(Self.card)
    gamma = settings.number("gamma")
    rho = settings.number("rho")
    memory = NumberPerTask(setup.count, startingAt: 1 / Double(setup.count))
  }

  public func weigh(_ sample: GramianSample) throws -> [Double] {
    let cross = try sample.independentProducts(Self.card.name)
    let weights = memory.simplex(of: sample.tasks)
    let moved = zip(weights, cross.times(weights)).map { $0 - gamma * ($1 + rho * $0) }
    let projected = SimplexProjection.project(moved)
    memory.update(sample.tasks, simplex: projected)
    return projected
  }

  public var state: [String: Tensor] { ["weights": memory.tensor] }

  public func load(state: [String: Tensor]) throws {
    try check(state, like: self.state)
    memory.tensor = state["weights"]!
  }

  public func reset() { memory.reset() }
}

extension GramianSample {
  /// J₁ J₂ᵀ.
  ///
  /// - Throws: `BalancingError` where it is missing: whoever calls should have looked at the batch in parts.
  func independentProducts(_ method: String) throws(BalancingError) -> Gramian {
    guard let cross else {
      throw BalancingError(
        "`\(method)` should be given the gradients of three independent parts of a batch. Found those of one batch.")
    }
    return cross
  }
}
