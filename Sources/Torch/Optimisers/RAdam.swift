import Components
import Foundation

/// Rectified Adam: without the second moment until its estimate is reliable (ρₜ > 5), then with a correction of its
/// variance.
///
/// Source: L. Liu et al., [On the Variance of the Adaptive Learning Rate and Beyond](https://arxiv.org/abs/1908.03265),
/// ICLR 2020.
public final class RAdam: FirstOrderOptimizer {
  public static let card = OptimizerCard(
    About(
      "radam", title: "RAdam", "Adam without the squared average until its estimate is reliable",
      citation: Citation(
        "Liu, Jiang, He, Chen, Liu, Gao, Han", "On the Variance of the Adaptive Learning Rate and Beyond", "ICLR", 2020,
        "arXiv 1908.03265"),
      settings: [.betas, .eps(1e-8)])
  ) { RAdam($0, betas: $1.betas, eps: $1.number("eps")) }

  /// The share of the old first moment that is kept, β₁.
  public let beta1: Double
  /// The share of the old second moment that is kept, β₂.
  public let beta2: Double
  /// The number that is added to the root of the second moment.
  public let eps: Double

  public init(_ groups: [ParameterGroup], betas: (Double, Double) = (0.9, 0.999), eps: Double = 1e-8) {
    requireMoments(betas, eps)
    (beta1, beta2) = betas
    self.eps = eps
    super.init(
      groups, slots: ["exp_avg", "exp_avg_sq"], hyperparameters: ["beta1": beta1, "beta2": beta2, "eps": eps])
  }

  /// The factor of the adaptive step, nil while the variance cannot be estimated.
  private func rectification(_ step: Int) -> Double? {
    let limit = 2 / (1 - beta2) - 1
    let power = pow(beta2, Double(step))
    let rho = limit - 2 * Double(step) * power / (1 - power)
    guard rho > 5 else { return nil }
    return ((rho - 4) * (rho - 2) * limit / ((limit - 4) * (limit - 2) * rho)).squareRoot()
  }

  override func update(_ lot: UpdateLot, _ group: ParameterGroup) {
    let gradients = decayedGradients(lot, group)
    let (means, squares) = (lot.state[0], lot.state[1])
    ATen.foreach_lerp_(means, gradients, 1 - beta1)
    ATen.foreach_mul_scalar_(squares, beta2)
    ATen.foreach_addcmul_(squares, gradients, gradients, 1 - beta2)
    let rate = group.learningRate / (1 - pow(beta1, Double(lot.step)))
    guard let rectification = rectification(lot.step) else {
      return ATen.foreach_add_(lot.parameters, means, -rate)
    }
    let roots = ATen.foreach_sqrt(squares)
    ATen.foreach_add_scalar_(roots, eps)
    let correction = (1 - pow(beta2, Double(lot.step))).squareRoot()
    ATen.foreach_addcdiv_(lot.parameters, means, roots, -rate * rectification * correction)
  }
}
