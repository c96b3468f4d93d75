import Tasks

/// The sum of the task gradients: equal weighting by way of K backward passes, to measure the others against.
///
/// - Formula: d = Σ_k g_k.
/// - Example: `balancing: { method: sum }`
public final class SumOfGradients: GramianWeighting {
  public static let card = MethodCard(
    name: "sum", title: "Sum", family: .gramianWeighting, summary: "The sum of the task gradients.", citation: nil,
    formula: "w = (1, …, 1); d = Σ_k w_k g_k", symbols: MethodCard.gradientSymbols, weightSum: .taskCount,
    cost: .perTask, gradients: MethodCard.Gradients(heads: .own), example: "balancing: { method: sum }")

  public init(_ setup: BalancingSetup) throws { _ = try setup.read(Self.card) }

  public func weigh(_ sample: GramianSample) -> [Double] { Array(repeating: 1, count: sample.count) }
}
