import Components
import Foundation

/// Adamax: Adam with the largest decayed gradient instead of the root of the second moment.
///
/// Source: D. P. Kingma, J. Ba, [Adam: A Method for Stochastic Optimization](https://arxiv.org/abs/1412.6980), section
/// 7.1, ICLR 2015.
public final class Adamax: FirstOrderOptimizer {
  public static let card = OptimizerCard(
    About(
      "adamax", title: "Adamax", "Adam with the largest decayed gradient in place of the root of the squared average",
      citation: .kingma2015,
      settings: [.betas, .eps(1e-8, addedTo: "the gradient's size before the maximum")])
  ) { Adamax($0, betas: $1.betas, eps: $1.number("eps")) }

  /// The share of the old first moment that is kept, β₁.
  public let beta1: Double
  /// The factor of the largest gradient so far, β₂.
  public let beta2: Double
  /// The number that is added to the gradient's size before the maximum.
  public let eps: Double

  public init(_ groups: [ParameterGroup], betas: (Double, Double) = (0.9, 0.999), eps: Double = 1e-8) {
    requireMoments(betas, eps)
    (beta1, beta2) = betas
    self.eps = eps
    super.init(
      groups, slots: ["exp_avg", "exp_inf"], hyperparameters: ["beta1": beta1, "beta2": beta2, "eps": eps])
  }

  override func update(_ lot: UpdateLot, _ group: ParameterGroup) {
    let gradients = decayedGradients(lot, group)
    let (means, largest) = (lot.state[0], lot.state[1])
    ATen.foreach_lerp_(means, gradients, 1 - beta1)
    let sizes = ATen.foreach_abs(gradients)
    ATen.foreach_add_scalar_(sizes, eps)
    ATen.foreach_mul_scalar_(largest, beta2)
    ATen.foreach_maximum_(largest, sizes)
    let rate = group.learningRate / (1 - pow(beta1, Double(lot.step)))
    ATen.foreach_addcdiv_(lot.parameters, means, largest, -rate)
  }
}
