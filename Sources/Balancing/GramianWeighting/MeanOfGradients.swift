/// Mean: the mean of the task gradients, which is the sum at one K-th of the step.
public final class MeanOfGradients: GramianWeighting {
  public static let card = MethodCard(
    name: "mean", title: "Mean", summary: "The mean of the task gradients.", citation: nil,
    formula: "w = (1/K, …, 1/K); d = Σ_k w_k g_k", symbols: MethodCard.gradientSymbols, weightSum: .one,
    gradients: .gramian(heads: .own),
    deviations: ["K counts the tasks that are present in the batch."])

  public init() {}

  public convenience init(_ setup: BalancingSetup) throws {
    _ = try setup.read(Self.card)
    self.init()
  }

  public func weigh(_ sample: GramianSample) -> [Double] {
    Array(repeating: 1 / Double(sample.count), count: sample.count)
  }
}
