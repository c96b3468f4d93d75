import Components

/// Stochastic gradient descent: g ← g + weight decay · p; b ← momentum · b + (1 − dampening) · g;
/// p ← p − learning rate · b, or with Nesterov's momentum p ← p − learning rate · (g + momentum · b). The first b is g.
///
/// Source: I. Sutskever et al., "On the importance of initialization and momentum in deep learning", ICML 2013.
public final class SGD: FirstOrderOptimizer {
  public static let card = OptimizerCard(
    About(
      "sgd", title: "SGD", "steps along the gradient, with momentum where it is set",
      citation: Citation(
        "Sutskever, Martens, Dahl, Hinton", "On the importance of initialization and momentum in deep learning", "ICML",
        2013),
      settings: [
        Setting(
          "momentum", .number(.properFraction), default: 0, "the share of the old step that is kept", source: "PyTorch"),
        Setting(
          "dampening", .number(.fraction), default: 0, "the share of the gradient that the kept step leaves out",
          source: "PyTorch"),
        Setting(
          "nesterov", .truth, default: false,
          "whether the step looks ahead by the momentum; needs `momentum` and no `dampening`", source: "PyTorch"),
      ]
    ) { settings throws(SettingError) in
      let (momentum, dampening) = (settings.number("momentum"), settings.number("dampening"))
      guard settings.truth("nesterov"), momentum == 0 || dampening != 0 else { return }
      throw SettingError(
        "nesterov", "needs a positive `momentum` and a `dampening` of 0. Found \(momentum) and \(dampening).")
    }
  ) {
    SGD(
      $0, momentum: $1.number("momentum"), dampening: $1.number("dampening"), nesterov: $1.truth("nesterov"))
  }

  /// The share of the old step that is kept.
  public let momentum: Double
  /// The share of the gradient that is left out of the step's buffer.
  public let dampening: Double
  /// Whether the step looks ahead by the momentum, as Nesterov's does.
  public let nesterov: Bool

  public init(_ groups: [ParameterGroup], momentum: Double = 0, dampening: Double = 0, nesterov: Bool = false) {
    require(momentum >= 0, "`momentum` should not be negative. Found \(momentum).")
    require(
      !nesterov || (momentum > 0 && dampening == 0),
      "`nesterov` should go with a positive `momentum` and a `dampening` of 0. Found \(momentum) and \(dampening).")
    (self.momentum, self.dampening, self.nesterov) = (momentum, dampening, nesterov)
    super.init(
      groups, slots: momentum == 0 ? [] : ["momentum_buffer"],
      hyperparameters: ["momentum": momentum, "dampening": dampening, "nesterov": nesterov ? 1 : 0])
  }

  override func update(_ lot: UpdateLot, _ group: ParameterGroup) {
    ATen.fused_sgd_(
      lot.parameters.inMemoryOrder, lot.gradients.inMemoryOrder, lot.state.first?.inMemoryOrder ?? [],
      group.weightDecay, momentum, group.learningRate, dampening, nesterov, false, lot.step == 1)
  }
}

/// Sign descent: m ← momentum · m + (1 − momentum) · g; p ← p − learning rate · sign(m). The first m is (1 − momentum) · g, so that
/// without momentum the step follows the sign of the gradient. The weight decay is added to the gradient before.
///
/// Source: J. Bernstein et al., [signSGD: Compressed Optimisation for Non-Convex
/// Problems](https://arxiv.org/abs/1802.04434), ICML 2018; with momentum their algorithm Signum.
public final class SignSGD: FirstOrderOptimizer {
  public static let card = OptimizerCard(
    About(
      "sign-sgd", title: "SignSGD", "a step of the same size for every parameter, against the gradient's sign",
      citation: Citation(
        "Bernstein, Wang, Azizzadenesheli, Anandkumar", "signSGD: Compressed Optimisation for Non-Convex Problems",
        "ICML", 2018, "arXiv 1802.04434"),
      settings: [
        Setting(
          "momentum", .number(.properFraction), default: 0,
          "the share of the averaged gradient that is kept: the step then follows the sign of the average, as in Signum, where Bernstein "
            + "et al. take 0.9")
      ])
  ) { SignSGD($0, momentum: $1.number("momentum")) }

  /// The share of the averaged gradient that is kept.
  public let momentum: Double

  public init(_ groups: [ParameterGroup], momentum: Double = 0) {
    require((0..<1).contains(momentum), "`momentum` should be at least 0 and below 1. Found \(momentum).")
    self.momentum = momentum
    super.init(
      groups, slots: momentum == 0 ? [] : ["momentum_buffer"],
      hyperparameters: momentum == 0 ? [:] : ["momentum": momentum])
  }

  override func update(_ lot: UpdateLot, _ group: ParameterGroup) {
    let gradients = decayedGradients(lot, group)
    guard let average = lot.state.first else {
      ATen.foreach_add_(lot.parameters, ATen.foreach_sign(gradients), -group.learningRate)
      return
    }
    ATen.foreach_lerp_(average, gradients, 1 - momentum)
    ATen.foreach_add_(lot.parameters, ATen.foreach_sign(average), -group.learningRate)
  }
}
