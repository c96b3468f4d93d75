import Components
import Tasks

/// FairGrad: α-fairness between the tasks' inner products with the step.
public final class FairGrad: GramianWeighting {
  public static let card = MethodCard(
    name: "fairgrad", title: "FairGrad",
    summary: "α-fairness between the tasks' inner products with the step.",
    citation: Citation("Ban, Ji", "Fair Resource Allocation in Multi-Task Learning", "ICML", 2024, "arXiv 2402.15638"),
    formula: "G w = w^(−1/α), w > 0; d = Σ_k w_k g_k",
    symbols: MethodCard.gradientSymbols + [("α", "`alpha`: 1 is Nash-MTL, large makes the least inner product large")],
    settings: [
      Setting(
        "alpha", .number(.positive), default: 2, "the kind of fairness: near 0 the sum, 1 Nash-MTL, large max-min",
        source: "all scripts of the authors; LibMTL has 1")
    ],
    weightSum: .free, gradients: .gramian(heads: .weighted), example: "alpha: 2",
    deviations: [
      "Solved exactly, where the authors' code and public libraries run bounded least squares, which stop early on "
        + "hard inputs.",
      "An error names the tasks where there is no solution: a combination of their gradients vanishes.",
    ])

  private let names: [String]
  private let alpha: Double

  /// A setting that is nil has the default of ``card``; one that is not permitted throws `SettingError`.
  ///
  /// - Parameter tasks: the tasks' names, in the order of the losses, for errors.
  public convenience init(tasks: [String], alpha: Double? = nil) throws {
    try self.init(BalancingSetup(.named(tasks), ["alpha": alpha]))
  }

  public init(_ setup: BalancingSetup) throws {
    alpha = try setup.read(Self.card).number("alpha")
    names = setup.tasks.map(\.name)
  }

  public func weigh(_ sample: GramianSample) throws -> [Double] {
    let tasks = sample.tasks.map { names[$0] }
    return try PowerLawPoint.weights(sample.gramian, alpha: alpha, method: Self.card.name, tasks: tasks)
  }
}
