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

/// Sign descent: p ← p − learning rate · sign(g). The weight decay is added to the gradient before its sign is taken.
///
/// Source: J. Bernstein et al., [signSGD: Compressed Optimisation for Non-Convex
/// Problems](https://arxiv.org/abs/1802.04434), ICML 2018.
public final class SignSGD: FirstOrderOptimizer {
  public static let card = OptimizerCard(
    About(
      "sign-sgd", title: "SignSGD", "a step of the same size for every parameter, against the gradient's sign",
      citation: Citation(
        "Bernstein, Wang, Azizzadenesheli, Anandkumar", "signSGD: Compressed Optimisation for Non-Convex Problems",
        "ICML", 2018, "arXiv 1802.04434"))
  ) { groups, _ in SignSGD(groups) }

  public init(_ groups: [ParameterGroup]) { super.init(groups, slots: [], hyperparameters: [:]) }

  override func update(_ lot: UpdateLot, _ group: ParameterGroup) {
    ATen.foreach_add_(lot.parameters, ATen.foreach_sign(decayedGradients(lot, group)), -group.learningRate)
  }
}
