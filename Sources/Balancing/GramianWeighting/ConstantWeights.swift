import Tasks

/// Constant weights of the task gradients: scalarization by way of K backward passes.
///
/// - Formula: d = Σ_k w_k g_k.
/// - Parameters: `weights`, one for each task.
/// - Example: `balancing: { method: constant, weights: [0.2, 0.8] }`
/// - Deviations: heads are weighted too, so that it is `scalarization`, which needs one backward pass.
public final class ConstantWeights: GramianWeighting {
  public static let card = MethodCard(
    name: "constant", title: "Constant", family: .gramianWeighting, summary: "Constant weights of the task gradients.",
    citation: nil, formula: "d = Σ_k w_k g_k", symbols: MethodCard.gradientSymbols,
    parameters: [
      Setting("weights", .numbers(.finite), isRequired: true, "one for each task, in the tasks' order")
    ],
    weightSum: .free, cost: .perTask, gradients: MethodCard.Gradients(heads: .weighted),
    example: "balancing: { method: constant, weights: [0.2, 0.8] }",
    deviations: ["Heads are weighted too, which makes it `scalarization` at K times the cost."])

  private let weights: [Double]

  public init(_ setup: BalancingSetup) throws {
    weights = try setup.read(Self.card).numbers("weights", oneForEach: "task", count: setup.count)!
  }

  public func weigh(_ sample: GramianSample) -> [Double] { sample.tasks.map { weights[$0] } }
}
