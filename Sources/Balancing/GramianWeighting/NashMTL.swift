import Tasks
import Torch

/// Nash-MTL: the Nash bargaining solution of the tasks, in which each gives and takes the same share.
///
/// - Paper: Navon, Shamsian, Achituve, Maron, Kawaguchi, Chechik, Fetaya, "Multi-Task Learning as a Bargaining Game"
///   (ICML 2022).
/// - Formula: G w = 1 / w, w > 0; d = Σ_k w_k g_k. Then w_k g_k · d = 1 for every task, and ‖d‖² = K.
/// - Parameters: `update-every`, 1 by default: the steps between two solutions; in between the last weights are used.
///   `max-norm`, 0 by default, none: the largest ‖d‖, to which a longer d is scaled. `stationary`: what to do where there
///   is no solution, because a combination of gradients with positive weights vanishes, which is a Pareto-stationary point
///   of the batch: `equal` (where nothing is said), weights of 1, or `stop`, an error with the tasks' names.
/// - Example: `balancing: { method: nash-mtl, update-every: 10 }`
/// - Deviations: solved exactly by Newton's method (``PowerLawPoint``), not by 20 steps of a convex-concave sequence,
///   which does not converge on 17 of the 44 solvable reference Jacobians. Where there is no solution, the authors' code
///   keeps the weights of its last one, 1 at first; near such a point these are large without bound, so that here they are
///   1, and a remark counts the steps. The authors' code clips gradients to norm 1 inside the method; here clipping is the trainer's,
///   unless `max-norm` says otherwise. The direction's norm is √K whatever the gradients' scale, which plain gradient
///   descent notices. A batch in which a task is present that has no weight yet is solved, whatever `update-every`
///   says.
public final class NashMTL: GramianWeighting {
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
      Setting(
        "stationary", .word(Stationary.allCases.map(\.rawValue)),
        "what to do at a Pareto-stationary point, where there is no solution: `equal` for weights of 1, which is what is done "
          + "without a value, or `stop` for an error that names the tasks"),
    ],
    weightSum: .free, cost: .perTask, gradients: MethodCard.Gradients(heads: .weighted),
    state: "the weights of the last solution, the number of steps and of solutions that do not exist",
    example: "balancing: { method: nash-mtl }",
    deviations: [
      "Solved exactly. Where there is no solution the weights are 1 and the run's notes count the steps; the authors' code "
        + "keeps its last weights, which are 1 at first.",
      "No clipping unless asked for: the authors' code clips gradients to norm 1.",
    ])

  /// What to do where there is no solution.
  private enum Stationary: String, CaseIterable { case equal, stop }

  private let names: [String]
  private let updateEvery: Int
  private let maxNorm: Double
  private let stops: Bool
  /// NaN for a task that has none yet.
  private var weights: NumberPerTask
  private var step = 0
  /// How often there was no solution.
  private var unsolved = 0

  public init(_ setup: BalancingSetup) throws {
    let settings = try setup.read(Self.card)
    names = setup.tasks.map(\.name)
    updateEvery = settings.wholeNumber("update-every")
    maxNorm = settings.number("max-norm")
    stops = settings["stationary"] == .word(Stationary.stop.rawValue)
    weights = NumberPerTask(setup.count, startingAt: .nan)
  }

  public func weigh(_ sample: GramianSample) throws -> [Double] {
    if step % updateEvery == 0 || weights[sample.tasks].contains(where: \.isNaN) {
      weights[sample.tasks] = try solution(sample)
    }
    step += 1
    let found = weights[sample.tasks]
    guard maxNorm > 0 else { return found }
    let norm = max(sample.gramian.quadratic(found), 0).squareRoot()
    return norm > maxNorm ? found.map { $0 * maxNorm / norm } : found
  }

  private func solution(_ sample: GramianSample) throws(BalancingError) -> [Double] {
    do {
      return try PowerLawPoint.weights(
        sample.gramian, alpha: 1, method: Self.card.name, tasks: sample.tasks.map { names[$0] })
    } catch {
      guard !stops else { throw error }
      unsolved += 1
      return sample.tasks.map { _ in 1 }
    }
  }

  public var remarks: [String] {
    unsolved == 0
      ? []
      : [
        "`\(Self.card.name)` had no solution in \(unsolved) of its \(step) steps and weighed the tasks equally there: a "
          + "combination of their gradients vanished, or nearly."
      ]
  }

  public var state: [String: Tensor] {
    [
      "weights": weights.tensor, "step": Tensor([Double(step)]), "unsolved": Tensor([Double(unsolved)]),
    ]
  }

  public func load(state: [String: Tensor]) throws {
    // Version 0.1 ended where there was no solution.
    let state = state.merging(state["unsolved"] == nil ? ["unsolved": Tensor([0.0])] : [:]) { $1 }
    try check(state, like: self.state)
    weights.tensor = state["weights"]!
    step = Int(state["step"]!.array(of: Double.self)[0])
    unsolved = Int(state["unsolved"]!.array(of: Double.self)[0])
  }

  public func reset() {
    weights.reset()
    (step, unsolved) = (0, 0)
  }
}
