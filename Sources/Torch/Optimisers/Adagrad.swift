import Components

/// Adagrad: s ← s + g²; p ← p − learning rate / (1 + (t − 1) · decay) · g / (√s + eps).
///
/// Source: J. Duchi, E. Hazan, Y. Singer, "Adaptive Subgradient Methods for Online Learning and Stochastic
/// Optimization", JMLR 12, 2011.
public final class Adagrad: FirstOrderOptimizer {
  public static let card = OptimizerCard(
    About(
      "adagrad", title: "Adagrad", "steps that are divided by the root of the sum of all squared gradients",
      citation: Citation(
        "Duchi, Hazan, Singer", "Adaptive Subgradient Methods for Online Learning and Stochastic Optimization", "JMLR",
        2011),
      settings: [.eps(1e-10, addedTo: "the root of the sum")])
  ) { Adagrad($0, eps: $1.number("eps")) }

  /// The speed with which the learning rate falls with the steps.
  public let learningRateDecay: Double
  /// The value that s starts from.
  public let initialSum: Double
  /// The number that is added to the root of the sum.
  public let eps: Double

  public init(_ groups: [ParameterGroup], learningRateDecay: Double = 0, initialSum: Double = 0, eps: Double = 1e-10) {
    require(learningRateDecay >= 0, "`learningRateDecay` should not be negative. Found \(learningRateDecay).")
    require(initialSum >= 0, "`initialSum` should not be negative. Found \(initialSum).")
    require(eps >= 0, "`eps` should not be negative. Found \(eps).")
    (self.learningRateDecay, self.initialSum, self.eps) = (learningRateDecay, initialSum, eps)
    super.init(
      groups, slots: ["sum"],
      hyperparameters: ["learning_rate_decay": learningRateDecay, "initial_sum": initialSum, "eps": eps])
  }

  override func initial(_ slot: Int, for parameter: Tensor) -> Tensor {
    ATen.empty_like(parameter).fillInPlace(initialSum)
  }

  override func update(_ lot: UpdateLot, _ group: ParameterGroup) {
    ATen.fused_adagrad_(
      lot.parameters.inMemoryOrder, lot.gradients.inMemoryOrder, lot.state[0].inMemoryOrder, lot.steps,
      group.learningRate, learningRateDecay, group.weightDecay,
      eps, false)
  }
}
