import Tasks

/// FairGrad: α-fairness between the tasks' inner products with the step.
///
/// - Paper: Ban, Ji, "Fair Resource Allocation in Multi-Task Learning" (ICML 2024).
/// - Formula: G w = w^(−1/α), w > 0; d = Σ_k w_k g_k.
/// - Symbols: α the kind of fairness. As α → 0 all weights become 1, the sum; α = 1 is Nash-MTL, proportional fairness;
///   as α → ∞ the least inner product is made as large as possible.
/// - Parameters: `alpha`, 2 by default, as in all scripts of the authors (1 in LibMTL).
/// - Example: `balancing: { method: fairgrad, alpha: 2 }`
/// - Deviations: solved exactly by Newton's method on the equations' convex potential (``PowerLawPoint``), where the
///   authors' code and public libraries run bounded least squares from 1/K, which stops early on hard inputs. An error
///   with the tasks' names where there is no solution: a combination of gradients with positive weights vanishes.
///   TorchJD answers 1/K for α = 0, which is not the limit and not permitted here.
public final class FairGrad: GramianWeighting {
  public static let card = MethodCard(
    name: "fairgrad", title: "FairGrad", family: .gramianWeighting,
    summary: "α-fairness between the tasks' inner products with the step.",
    citation: Citation("Ban, Ji", "Fair Resource Allocation in Multi-Task Learning", "ICML", 2024, "arXiv 2402.15638"),
    formula: "G w = w^(−1/α), w > 0; d = Σ_k w_k g_k",
    symbols: MethodCard.gradientSymbols + [("α", "`alpha`: 1 is Nash-MTL, large makes the least inner product large")],
    parameters: [
      Setting(
        "alpha", .number(.positive), default: 2, "the kind of fairness: near 0 the sum, 1 Nash-MTL, large max-min",
        source: "all scripts of the authors")
    ],
    weightSum: .free, cost: .perTask, gradients: MethodCard.Gradients(heads: .weighted),
    example: "balancing: { method: fairgrad, alpha: 2 }",
    deviations: ["Solved exactly; an error with the tasks' names where there is no solution."])

  private let names: [String]
  private let alpha: Double

  public init(_ setup: BalancingSetup) throws {
    alpha = try setup.read(Self.card).number("alpha")
    names = setup.tasks.map(\.name)
  }

  public func weigh(_ sample: GramianSample) throws -> [Double] {
    let tasks = sample.tasks.map { names[$0] }
    return try PowerLawPoint.weights(sample.gramian, alpha: alpha, method: Self.card.name, tasks: tasks)
  }
}
