import Tasks

/// Sum: the sum of the task gradients, which is equal weighting by way of K backward passes, to measure the others against.
public final class SumOfGradients: GramianWeighting {
  public static let card = MethodCard(
    name: "sum", title: "Sum", summary: "The sum of the task gradients.", citation: nil,
    formula: "w = (1, …, 1); d = Σ_k w_k g_k", symbols: MethodCard.gradientSymbols, weightSum: .taskCount,
    gradients: .gramian(heads: .own))

  public init() {}

  public convenience init(_ setup: BalancingSetup) throws {
    _ = try setup.read(Self.card)
    self.init()
  }

  public func weigh(_ sample: GramianSample) -> [Double] { Array(repeating: 1, count: sample.count) }
}
