import Components
import Tasks
import Torch

/// AuxiNash: the Nash bargaining solution of tasks that do not count alike.
public final class AuxiNash: GramianWeighting {
  public static let card = MethodCard(
    name: "auxinash", title: "AuxiNash",
    summary: "The Nash bargaining solution of tasks that do not count alike: a primary task and its auxiliary ones.",
    citation: Citation(
      "Shamsian, Navon, Glazer, Kawaguchi, Chechik, Fetaya", "Auxiliary Learning as an Asymmetric Bargaining Game",
      "ICML", 2023, "arXiv 2301.13501"),
    formula: "G w = p / w, w > 0; d = Σ_k w_k g_k, ‖d‖² = Σ_k p_k = K",
    symbols: MethodCard.gradientSymbols + [
      ("p_k", "`preference`, scaled to the sum K")
    ],
    settings: [
      Setting(
        "preference", .numbers(.positive),
        "how much each task counts in the bargain, one number for each; equal ones, which is Nash-MTL, where nothing is given"
      ),
      Setting(
        "stationary", .word(of: NashMTL.Stationary.self),
        "what to do at a Pareto-stationary point, where there is no solution: `equal` for the preferences as weights, "
          + "which is what is done without a value, or `stop` for an error that names the tasks"),
    ],
    weightSum: .free, gradients: .gramian(heads: .weighted),
    state: "the number of steps, and of solutions that do not exist",
    example: "preference: [2, 1]",
    deviations: [
      "The preferences are constants. The authors learn them by implicit differentiation of the primary task's loss on held-out "
        + "samples; a search over them (`grid`) takes its place.",
      "Solved exactly, not by 20 steps of a convex-concave sequence. Where there is no solution the weights are the "
        + "preferences and the run's notes count the steps.",
      "No clipping: the authors' code clips the shared gradients to norm 1.",
      "The preferences of all tasks sum to K, also in a batch where some are absent.",
    ])

  private let names: [String]
  private let preference: [Double]
  private let stops: Bool
  private var step = 0
  /// How often there was no solution.
  private var unsolved = 0

  /// A setting that is nil has the default of ``card``; one that is not permitted throws `SettingError`.
  ///
  /// - Parameter tasks: the tasks' names, in the order of the losses, for errors.
  public convenience init(
    tasks: [String], preference: [Double]? = nil, stationary: NashMTL.Stationary? = nil
  ) throws {
    try self.init(BalancingSetup(.named(tasks), ["preference": preference, "stationary": stationary]))
  }

  public init(_ setup: BalancingSetup) throws {
    let settings = try setup.read(Self.card)
    names = setup.tasks.map(\.name)
    let given = try settings.numbers("preference", oneForEach: "task", count: setup.count)
    let sum = given?.reduce(0, +) ?? 0
    preference = given?.map { $0 * Double(setup.count) / sum } ?? setup.tasks.map { _ in 1 }
    stops = settings["stationary"] == .word(NashMTL.Stationary.stop.rawValue)
  }

  public func weigh(_ sample: GramianSample) throws -> [Double] {
    let preferences = sample.tasks.map { preference[$0] }
    defer { step += 1 }
    do {
      return try PowerLawPoint.weights(
        sample.gramian, alpha: 1, preferences: preferences, method: Self.card.name,
        tasks: sample.tasks.map { names[$0] })
    } catch {
      guard !stops else { throw error }
      unsolved += 1
      return preferences
    }
  }

  public var remarks: [String] {
    unsolved == 0
      ? []
      : [
        "`\(Self.card.name)` had no solution in \(unsolved) of its \(step) steps and weighed the tasks by their preferences there: a "
          + "combination of their gradients vanished, or nearly."
      ]
  }

  public var state: [String: Tensor] { ["counts": Tensor([Double(step), Double(unsolved)])] }

  public func load(state: [String: Tensor]) throws {
    try check(state, like: self.state)
    let counts = state["counts"]!.array(of: Double.self)
    (step, unsolved) = (Int(counts[0]), Int(counts[1]))
  }

  public func reset() { (step, unsolved) = (0, 0) }
}
