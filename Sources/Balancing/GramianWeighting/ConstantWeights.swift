import Components
import Tasks

/// Constant: fixed weights of the task gradients, which is scalarization by way of K backward passes.
public final class ConstantWeights: GramianWeighting {
  public static let card = MethodCard(
    name: "constant", title: "Constant", summary: "Constant weights of the task gradients.",
    citation: nil, formula: "d = Σ_k w_k g_k", symbols: MethodCard.gradientSymbols,
    settings: [
      Setting("weights", .numbers(.finite), isRequired: true, "one for each task, in the tasks' order")
    ],
    weightSum: .free, gradients: .gramian(heads: .weighted), example: "weights: [0.2, 0.8]",
    deviations: ["Heads are weighted too, which makes it `scalarization` at K times the cost."])

  private let weights: [Double]

  /// A setting that is nil has the default of ``card``; one that is not permitted throws `SettingError`.
  public convenience init(weights: [Double]) throws {
    try self.init(BalancingSetup(.counted(weights.count), ["weights": weights]))
  }

  public init(_ setup: BalancingSetup) throws {
    weights = try setup.read(Self.card).numbers("weights", oneForEach: "task", count: setup.count)!
  }

  public func weigh(_ sample: GramianSample) -> [Double] { sample.tasks.map { weights[$0] } }
}
