import Tasks
import Torch

/// Nash-MTL: the Nash bargaining solution of the tasks, in which each gives and takes the same share.
///
/// - Paper: Navon, Shamsian, Achituve, Maron, Kawaguchi, Chechik, Fetaya, "Multi-Task Learning as a Bargaining Game"
///   (ICML 2022).
/// - Formula: G w = 1 / w, w > 0; d = Σ_k w_k g_k. Then w_k g_k · d = 1 for every task, and ‖d‖² = K.
/// - Parameters: `update-every`, 1 by default: the steps between two solutions; in between the last weights are used.
///   `max-norm`, 0 by default, none: the largest ‖d‖, to which a longer d is scaled.
/// - Example: `balancing: { method: nash-mtl, update-every: 10 }`
/// - Deviations: solved exactly by Newton's method (``PowerLawPoint``), not by 20 steps of a convex-concave sequence,
///   which does not converge on 17 of the 44 solvable reference Jacobians. Where there is no solution, because a
///   combination of gradients with positive weights vanishes, this is an error with the tasks' names and not silently
///   equal weights. The authors' code clips gradients to norm 1 inside the method; here clipping is the trainer's,
///   unless `max-norm` says otherwise. The direction's norm is √K whatever the gradients' scale, which plain gradient
///   descent notices. A batch in which a task is present that has no weight yet is solved, whatever `update-every`
///   says.
public final class NashBargaining: GramianWeighting {
  public static let card = MethodCard(
    name: "nash-mtl", title: "Nash-MTL", family: .gramianWeighting,
    summary:
      "The Nash bargaining solution: every task has the same inner product of its weighted gradient with the step.",
    citation: Citation(
      "Navon, Shamsian, Achituve, Maron, Kawaguchi, Chechik, Fetaya", "Multi-Task Learning as a Bargaining Game",
      "ICML",
      2022, "arXiv 2202.01017"),
    formula: "G w = 1 / w, w > 0; d = Σ_k w_k g_k, ‖d‖² = K", symbols: MethodCard.gradientSymbols,
    parameters: [
      Setting(
        "update-every", .wholeNumber(.atLeast(1)), default: 1, "the steps from one solution to the next",
        source: "the authors' code"),
      Setting(
        "max-norm", .number(.nonNegative), default: 0, "the largest norm of the direction; 0 for none",
        source: "the paper's algorithm, which has none (the authors' code clips to 1)"),
    ],
    weightSum: .free, cost: .perTask, gradients: MethodCard.Gradients(heads: .weighted),
    state: "the weights of the last solution and the number of steps", example: "balancing: { method: nash-mtl }",
    deviations: [
      "Solved exactly; an error with the tasks' names where there is no solution.",
      "No clipping unless asked for: the authors' code clips gradients to norm 1.",
    ])

  private let names: [String]
  private let updateEvery: Int
  private let maxNorm: Double
  /// NaN for a task that has none yet.
  private var weights: WeightMemory
  private var step = 0

  public init(_ setup: BalancingSetup) throws {
    let settings = try setup.read(Self.card)
    names = setup.tasks.map(\.name)
    updateEvery = settings.wholeNumber("update-every")
    maxNorm = settings.number("max-norm")
    weights = WeightMemory(setup.count, startingAt: .nan)
  }

  public func weigh(_ sample: GramianSample) throws -> [Double] {
    if step % updateEvery == 0 || weights[sample.tasks].contains(where: \.isNaN) {
      let tasks = sample.tasks.map { names[$0] }
      weights[sample.tasks] = try PowerLawPoint.weights(sample.gramian, alpha: 1, method: Self.card.name, tasks: tasks)
    }
    step += 1
    let found = weights[sample.tasks]
    guard maxNorm > 0 else { return found }
    let norm = max(sample.gramian.quadratic(found), 0).squareRoot()
    return norm > maxNorm ? found.map { $0 * maxNorm / norm } : found
  }

  public var state: [String: Tensor] { ["weights": weights.tensor, "step": Tensor([Double(step)])] }

  public func load(state: [String: Tensor]) throws {
    try check(state, like: self.state)
    weights.tensor = state["weights"]!
    step = Int(state["step"]!.array(of: Double.self)[0])
  }

  public func reset() {
    weights.reset()
    step = 0
  }
}
