/// The mean of the task gradients: the sum at one K-th of the step.
///
/// - Formula: d = Σ_k g_k / K.
/// - Example: `balancing: { method: mean }`
public final class MeanOfGradients: GramianWeighting {
  public static let card = MethodCard(
    name: "mean", title: "Mean", family: .gramianWeighting, summary: "The mean of the task gradients.", citation: nil,
    formula: "w = (1/K, …, 1/K); d = Σ_k w_k g_k", symbols: MethodCard.gradientSymbols, weightSum: .one,
    cost: .perTask, gradients: MethodCard.Gradients(heads: .own), example: "balancing: { method: mean }",
    deviations: ["K counts the tasks that are present in the batch."])

  public init(_ setup: BalancingSetup) throws { _ = try setup.read(Self.card) }

  public func weigh(_ sample: GramianSample) -> [Double] {
    Array(repeating: 1 / Double(sample.count), count: sample.count)
  }
}
