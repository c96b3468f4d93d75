import Components
import Tasks

/// Krum: the mean of the gradients that lie closest to their neighbours, as a guard against corrupted ones.
public final class Krum: GramianWeighting {
  /// What the scores add up.
  public enum Distance: String, SettingWord { case squared, euclidean }

  public static let card = MethodCard(
    name: "krum", title: "Krum",
    summary: "The mean of the gradients that lie closest to their neighbours.",
    citation: Citation(
      "Blanchard, El Mhamdi, Guerraoui, Stainer",
      "Machine Learning with Adversaries: Byzantine Tolerant Gradient Descent", "NeurIPS", 2017, "arXiv 1703.02757"),
    formula: "s_i = Σ ‖g_i − g_j‖² over the K − f − 2 nearest; w_i = 1/m for the m least s_i, else 0",
    symbols: [
      ("f", "`byzantine`, how many gradients may be corrupted"), ("m", "`selected`, how many are chosen"),
    ] + MethodCard.gradientSymbols,
    settings: [
      Setting(
        "byzantine", .wholeNumber(.nonNegative), default: 0, "how many gradients may be corrupted; at most K − 3",
        source: "none: 0 trusts all tasks"),
      Setting(
        "selected", .wholeNumber(.atLeast(1)), default: 1,
        "how many gradients are chosen; more than 1 is Multi-Krum; at most K",
        source: "Blanchard et al., NeurIPS 2017"),
      Setting(
        "distance", .word(of: Distance.self), default: "squared", "what the scores add up",
        source: "Blanchard et al., NeurIPS 2017; TorchJD has euclidean"),
    ],
    weightSum: .one, gradients: .gramian(heads: .own), example: "byzantine: 1, selected: 3",
    deviations: [
      "Needs three more tasks than may be corrupted; the paper's guarantee needs K > 2 f + 2.",
      "Of equal scores the first task's is chosen.",
      "Distances come from the Gramian: those below 1e-8 of the norms are lost in rounding.",
    ])

  private let setup: BalancingSetup
  private let byzantine: Int
  private let selected: Int
  private let distance: Distance

  /// A setting that is nil has the default of ``card``; one that is not permitted throws `SettingError`.
  ///
  /// - Parameter tasks: the tasks' names, in the order of the losses, for errors.
  public convenience init(tasks: [String], byzantine: Int? = nil, selected: Int? = nil, distance: Distance? = nil)
    throws
  {
    try self.init(BalancingSetup(.named(tasks), ["byzantine": byzantine, "selected": selected, "distance": distance]))
  }

  public init(_ setup: BalancingSetup) throws {
    let settings = try setup.read(Self.card)
    self.setup = setup
    byzantine = settings.wholeNumber("byzantine")
    selected = settings.wholeNumber("selected")
    distance = settings.word("distance")
    guard setup.count >= byzantine + 3 else {
      throw SettingError("`krum` should have at least `byzantine` + 3 tasks, \(byzantine + 3). Found \(setup.count).")
    }
    guard selected <= setup.count else {
      throw SettingError("`selected` should be at most the number of tasks, \(setup.count). Found \(selected).")
    }
  }

  public func weigh(_ sample: GramianSample) throws -> [Double] {
    let needed = max(byzantine + 3, selected)
    guard sample.count >= needed else {
      let names = sample.tasks.map { setup.tasks[$0].name }.quotedList
      throw BalancingError(
        "`krum` should have \(needed) tasks with labels in each batch. Found \(sample.count): \(names).")
    }
    let scores = (0..<sample.count).map { score($0, sample.gramian) }
    let order = scores.indices.sorted { (scores[$0], $0) < (scores[$1], $1) }
    var weights = [Double](repeating: 0, count: sample.count)
    for task in order.prefix(selected) { weights[task] = 1 / Double(selected) }
    return weights
  }

  /// The sum of the distances to the nearest others.
  private func score(_ task: Int, _ gramian: Gramian) -> Double {
    let distances = (0..<gramian.count).filter { $0 != task }.map { other in
      let square = max(gramian[task, task] + gramian[other, other] - 2 * gramian[task, other], 0)
      return distance == .squared ? square : square.squareRoot()
    }
    return distances.sorted().prefix(gramian.count - byzantine - 2).reduce(0, +)
  }
}
