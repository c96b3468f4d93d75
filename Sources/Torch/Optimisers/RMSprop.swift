import Components

/// RMSprop: v ← α v + (1 − α) g²; p ← p − learning rate · g / (√v + eps). `centered` subtracts the squared running mean
/// of g from v; with momentum the quotient is accumulated in b ← momentum · b + quotient.
///
/// Sources: G. Hinton, "Neural Networks for Machine Learning", lecture 6e, 2012; centred: A. Graves, [Generating
/// Sequences With Recurrent Neural Networks](https://arxiv.org/abs/1308.0850), 2013.
public final class RMSprop: FirstOrderOptimizer {
  public static let card = OptimizerCard(
    About(
      "rmsprop", title: "RMSprop", "steps that are divided by the root of the squared gradient's running average",
      citation: Citation("Hinton", "Neural Networks for Machine Learning, lecture 6e", "Coursera", 2012),
      settings: [
        Setting(
          "alpha", .number(.properFraction), default: 0.99, "the decay of the average of the squared gradient",
          source: "PyTorch"),
        .eps(1e-8),
        Setting(
          "momentum", .number(.properFraction), default: 0, "the share of the old step that is kept", source: "PyTorch"),
        Setting(
          "centered", .truth, default: false, "whether the squared average of the gradient is subtracted",
          source: "PyTorch"),
      ])
  ) {
    RMSprop(
      $0, alpha: $1.number("alpha"), eps: $1.number("eps"), momentum: $1.number("momentum"),
      centered: $1.truth("centered"))
  }

  /// The share of the old mean of squares that is kept.
  public let alpha: Double
  /// The number that is added to the root of the mean of squares.
  public let eps: Double
  /// The share of the old step that is kept; 0 for none.
  public let momentum: Double
  /// Whether the squared mean of the gradient is subtracted from the mean of squares.
  public let centered: Bool

  public init(
    _ groups: [ParameterGroup], alpha: Double = 0.99, eps: Double = 1e-8, momentum: Double = 0, centered: Bool = false
  ) {
    require((0..<1).contains(alpha), "`alpha` should be in [0, 1). Found \(alpha).")
    require(eps >= 0, "`eps` should not be negative. Found \(eps).")
    require(momentum >= 0, "`momentum` should not be negative. Found \(momentum).")
    (self.alpha, self.eps, self.momentum, self.centered) = (alpha, eps, momentum, centered)
    super.init(
      groups, slots: ["square_avg"] + (centered ? ["grad_avg"] : []) + (momentum > 0 ? ["momentum_buffer"] : []),
      hyperparameters: ["alpha": alpha, "eps": eps, "momentum": momentum, "centered": centered ? 1 : 0])
  }

  override func update(_ lot: UpdateLot, _ group: ParameterGroup) {
    let gradients = decayedGradients(lot, group)
    let squares = lot.state[0]
    ATen.foreach_mul_scalar_(squares, alpha)
    ATen.foreach_addcmul_(squares, gradients, gradients, 1 - alpha)
    let roots: [Tensor]
    if centered {
      ATen.foreach_lerp_(lot.state[1], gradients, 1 - alpha)
      roots = ATen.foreach_sub(squares, ATen.foreach_mul(lot.state[1], lot.state[1]), 1)
      ATen.foreach_sqrt_(roots)
    } else {
      roots = ATen.foreach_sqrt(squares)
    }
    ATen.foreach_add_scalar_(roots, eps)
    if momentum > 0 {
      let buffers = lot.state.last!
      ATen.foreach_mul_scalar_(buffers, momentum)
      ATen.foreach_addcdiv_(buffers, gradients, roots, 1)
      ATen.foreach_add_(lot.parameters, buffers, -group.learningRate)
    } else {
      ATen.foreach_addcdiv_(lot.parameters, gradients, roots, -group.learningRate)
    }
  }
}
