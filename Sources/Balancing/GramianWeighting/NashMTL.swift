import Components
import Tasks
import Torch

/// Nash-MTL: the Nash bargaining solution of the tasks, in which each gives and takes the same share.
public final class NashMTL: GramianWeighting {
  public static let card = MethodCard(
    name: "nash-mtl", title: "Nash-MTL",
    summary:
      "The Nash bargaining solution: every task has the same inner product of its weighted gradient with the step.",
    citation: Citation(
      "Navon, Shamsian, Achituve, Maron, Kawaguchi, Chechik, Fetaya", "Multi-Task Learning as a Bargaining Game",
      "ICML",
      2022, "arXiv 2202.01017"),
    formula: "G w = 1 / w, w > 0; d = Σ_k w_k g_k, ‖d‖² = K", symbols: MethodCard.gradientSymbols,
    settings: [
      Setting(
        "update-every", .wholeNumber(.atLeast(1)), default: 1, "the steps from one solution to the next",
        source: "the authors' code"),
      Setting(
        "max-norm", .number(.nonNegative), default: 0, "the largest norm of the direction; 0 for none",
        source: "the paper's algorithm, which has none (the authors' code clips to 1)"),
      Setting(
        "stationary", .word(of: Stationary.self),
        "what to do at a Pareto-stationary point, where there is no solution: `equal` for weights of 1, which is "
          + "what is done "
          + "without a value, or `stop` for an error that names the tasks"),
    ],
    weightSum: .free, gradients: .gramian(heads: .weighted),
    state: "the weights of the last solution, the number of steps and of solutions that do not exist",
    deviations: [
      "Solved exactly, not by 20 steps of a convex-concave sequence, which need not converge. Where there is no "
        + "solution the weights are 1 and the run's notes count the steps; the authors' code "
        + "keeps its last weights, which are 1 at first.",
      "No clipping unless asked for: the authors' code clips gradients to norm 1.",
      "The norm of the direction is √K at every scale of the gradients, which plain gradient descent notices.",
      "A batch with a task that has no weight yet is solved at once, also between two solutions.",
    ])

  /// What to do where there is no solution.
  public enum Stationary: String, SettingWord { case equal, stop }

  private let names: [String]
  private let updateEvery: Int
  private let maxNorm: Double
  private let stops: Bool
  /// NaN for a task that has none yet.
  private var weights: NumberPerTask
  private var step = 0
  /// How often there was no solution.
  private var unsolved = 0

  /// A setting that is nil has the default of ``card``; one that is not permitted throws `SettingError`.
  ///
  /// - Parameter tasks: the tasks' names, in the order of the losses, for errors.
  public convenience init(
    tasks: [String], updateEvery: Int? = nil, maxNorm: Double? = nil, stationary: Stationary? = nil
  ) throws {
    try self.init(
      BalancingSetup(.named(tasks), ["update-every": updateEvery, "max-norm": maxNorm, "stationary": stationary]))
  }

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
    (step, unsolved) = (try count("step", in: state), try count("unsolved", in: state))
    weights.tensor = state["weights"]!
  }

  public func reset() {
    weights.reset()
    (step, unsolved) = (0, 0)
  }
}
