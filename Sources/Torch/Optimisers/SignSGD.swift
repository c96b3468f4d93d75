/// Sign descent: p ← p − learning rate · sign(g). The weight decay is added to the gradient before its sign is taken.
///
/// Source: J. Bernstein et al., [signSGD: Compressed Optimisation for Non-Convex
/// Problems](https://arxiv.org/abs/1802.04434), ICML 2018.
public final class SignSGD: FirstOrderOptimizer {
  public init(_ groups: [ParameterGroup]) { super.init(groups, slots: [], hyperparameters: [:]) }

  override func update(_ lot: UpdateLot, _ group: ParameterGroup) {
    ATen.foreach_add_(lot.parameters, ATen.foreach_sign(decayedGradients(lot, group)), -group.learningRate)
  }
}
