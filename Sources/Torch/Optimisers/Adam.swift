import Components

/// Adam: m ← β₁ m + (1 − β₁) g; v ← β₂ v + (1 − β₂) g²; p ← p − learning rate · m̂ / (√v̂ + eps), where m̂ and v̂ are
/// divided by 1 − βᵗ. The weight decay is added to the gradient. With `amsgrad` the largest v̂ so far is used.
///
/// Sources: D. P. Kingma, J. Ba, [Adam: A Method for Stochastic Optimization](https://arxiv.org/abs/1412.6980), ICLR
/// 2015; `amsgrad`: S. J. Reddi et al., [On the Convergence of Adam and Beyond](https://arxiv.org/abs/1904.09237), ICLR
/// 2018.
public final class Adam: AdaptiveMoments {
  public static let card = OptimizerCard(
    About(
      "adam", title: "Adam", "steps that are scaled by running averages of the gradient and of its square",
      citation: .kingma2015, settings: [.betas, .eps(1e-8, in: .nonNegative), .amsgrad])
  ) { Adam($0, betas: $1.betas, eps: $1.number("eps"), amsgrad: $1.truth("amsgrad")) }

  override func update(_ lot: UpdateLot, _ group: ParameterGroup) {
    moving(lot) {
      ATen.fused_adam_(
        lot.parameters.inMemoryOrder, lot.gradients.inMemoryOrder, lot.state[0].inMemoryOrder,
        lot.state[1].inMemoryOrder, amsgrad ? lot.state[2].inMemoryOrder : [], lot.steps,
        group.learningRate, beta1, beta2, group.weightDecay, eps, amsgrad, false)
    }
  }
}

/// Adam with decoupled weight decay: p ← p · (1 − learning rate · weight decay) before the update.
///
/// Source: I. Loshchilov, F. Hutter, [Decoupled Weight Decay Regularization](https://arxiv.org/abs/1711.05101), ICLR
/// 2019.
public final class AdamW: AdaptiveMoments {
  public static let card = OptimizerCard(
    About(
      "adamw", title: "AdamW", "Adam with weight decay that does not pass through the averages",
      citation: Citation(
        "Loshchilov, Hutter", "Decoupled Weight Decay Regularization", "ICLR", 2019, "arXiv 1711.05101"),
      settings: [.betas, .eps(1e-8, in: .nonNegative), .amsgrad]), usualWeightDecay: 0.01
  ) { AdamW($0, betas: $1.betas, eps: $1.number("eps"), amsgrad: $1.truth("amsgrad")) }

  override func update(_ lot: UpdateLot, _ group: ParameterGroup) {
    moving(lot, shrinkingBy: 1 - group.learningRate * group.weightDecay) {
      ATen.fused_adamw_(
        lot.parameters.inMemoryOrder, lot.gradients.inMemoryOrder, lot.state[0].inMemoryOrder,
        lot.state[1].inMemoryOrder, amsgrad ? lot.state[2].inMemoryOrder : [], lot.steps,
        group.learningRate, beta1, beta2, group.weightDecay, eps, amsgrad, false)
    }
  }
}

/// The base class of Adam and AdamW: both moments, their corrections, and the fused update.
public class AdaptiveMoments: FirstOrderOptimizer {
  /// The share of the old first moment that is kept, β₁.
  public let beta1: Double
  /// The share of the old second moment that is kept, β₂.
  public let beta2: Double
  /// The number that is added to the root of the second moment; with 0, steps do not depend on the scale of the loss.
  public let eps: Double
  /// Whether the largest second moment so far is used instead of the last.
  public let amsgrad: Bool

  /// Creates the optimiser for groups of parameters.
  ///
  /// - Parameters:
  ///   - betas: how much of the old first and second moment is kept; the paper's defaults
  ///   - eps: added to the root of the second moment; the paper's default
  public init(
    _ groups: [ParameterGroup], betas: (Double, Double) = (0.9, 0.999), eps: Double = 1e-8, amsgrad: Bool = false
  ) {
    requireMoments(betas, eps)
    (beta1, beta2) = betas
    self.eps = eps
    self.amsgrad = amsgrad
    super.init(
      groups, slots: ["exp_avg", "exp_avg_sq"] + (amsgrad ? ["max_exp_avg_sq"] : []),
      hyperparameters: ["beta1": beta1, "beta2": beta2, "eps": eps, "amsgrad": amsgrad ? 1 : 0])
  }

  /// Makes an update. Where ε and the second moment are 0, the quotient 0 / 0 is no step: a number that had no gradient stays.
  ///
  /// - Parameter factor: what the update multiplies all parameters with, for decoupled weight decay.
  final func moving(_ lot: UpdateLot, shrinkingBy factor: Double = 1, _ update: () -> Void) {
    guard eps == 0 else { return update() }
    let before = lot.parameters.map { $0 * factor }
    update()
    for (index, parameter) in lot.parameters.enumerated() {
      parameter.copyInPlace(Tensor.where(lot.state.last![index].equal(0), before[index], parameter))
    }
  }

  /// Creates the optimiser for tensors with one learning rate, such as a network's `parameters`.
  public convenience init(_ tensors: [Tensor], learningRate: Double = 1e-3, weightDecay: Double = 0) {
    self.init([ParameterGroup("parameters", tensors, learningRate: learningRate, weightDecay: weightDecay)])
  }
}

func requireMoments(_ betas: (Double, Double), _ eps: Double) {
  require((0..<1).contains(betas.0), "`betas.0` should be in [0, 1). Found \(betas.0).")
  require((0..<1).contains(betas.1), "`betas.1` should be in [0, 1). Found \(betas.1).")
  require(eps >= 0, "`eps` should not be negative. Found \(eps).")
}
