import Components
import Foundation

/// Adam with Nesterov's momentum, whose size grows with the steps: μₜ = β₁ (1 − 0.96^(t · decay) / 2).
///
/// Source: T. Dozat, "Incorporating Nesterov Momentum into Adam", ICLR workshop 2016.
public final class NAdam: FirstOrderOptimizer {
  public static let card = OptimizerCard(
    About(
      "nadam", title: "NAdam", "Adam with Nesterov's momentum, which grows with the steps",
      citation: Citation("Dozat", "Incorporating Nesterov Momentum into Adam", "ICLR workshop", 2016),
      settings: [
        .betas, .eps(1e-8),
        Setting(
          "momentum-decay", .number(.nonNegative), default: 0.004, "the speed with which the momentum grows",
          source: "PyTorch"),
      ])
  ) { NAdam($0, betas: $1.betas, eps: $1.number("eps"), momentumDecay: $1.number("momentum-decay")) }

  /// The share of the old first moment that is kept, β₁.
  public let beta1: Double
  /// The share of the old second moment that is kept, β₂.
  public let beta2: Double
  /// The number that is added to the root of the second moment.
  public let eps: Double
  /// The speed with which the momentum grows.
  public let momentumDecay: Double
  private var lastProduct: (step: Int, value: Double) = (0, 1)

  public init(
    _ groups: [ParameterGroup], betas: (Double, Double) = (0.9, 0.999), eps: Double = 1e-8,
    momentumDecay: Double = 4e-3
  ) {
    requireMoments(betas, eps)
    require(momentumDecay >= 0, "`momentumDecay` should not be negative. Found \(momentumDecay).")
    (beta1, beta2) = betas
    (self.eps, self.momentumDecay) = (eps, momentumDecay)
    super.init(
      groups, slots: ["exp_avg", "exp_avg_sq"],
      hyperparameters: ["beta1": beta1, "beta2": beta2, "eps": eps, "momentum_decay": momentumDecay])
  }

  private func momentum(_ step: Int) -> Double { beta1 * (1 - 0.5 * pow(0.96, Double(step) * momentumDecay)) }

  /// μ₁ · … · μₜ, always multiplied in this order.
  private func momentumProduct(_ step: Int) -> Double {
    if step < lastProduct.step { lastProduct = (0, 1) }
    while lastProduct.step < step {
      lastProduct = (lastProduct.step + 1, lastProduct.value * momentum(lastProduct.step + 1))
    }
    return lastProduct.value
  }

  override func update(_ lot: UpdateLot, _ group: ParameterGroup) {
    let gradients = decayedGradients(lot, group)
    let (means, squares) = (lot.state[0], lot.state[1])
    ATen.foreach_lerp_(means, gradients, 1 - beta1)
    ATen.foreach_mul_scalar_(squares, beta2)
    ATen.foreach_addcmul_(squares, gradients, gradients, 1 - beta2)
    let roots = ATen.foreach_mul_scalar(squares, 1 / (1 - pow(beta2, Double(lot.step))))
    ATen.foreach_sqrt_(roots)
    ATen.foreach_add_scalar_(roots, eps)
    let (now, next, product) = (momentum(lot.step), momentum(lot.step + 1), momentumProduct(lot.step))
    ATen.foreach_addcdiv_(lot.parameters, gradients, roots, -group.learningRate * (1 - now) / (1 - product))
    ATen.foreach_addcdiv_(lot.parameters, means, roots, -group.learningRate * next / (1 - product * next))
  }
}
