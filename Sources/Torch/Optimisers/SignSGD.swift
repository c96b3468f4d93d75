/// Sign descent: p ← p − learning rate · sign(g). The weight decay is added to the gradient before its sign is taken.
///
/// J. Bernstein et al.: signSGD. ICML 2018, arXiv:1802.04434.
public final class SignSGD: FirstOrderOptimizer {
  public init(_ groups: [ParameterGroup]) { super.init(groups, slots: [], hyperparameters: [:]) }

  override func update(_ lot: UpdateLot, _ group: ParameterGroup) {
    ATen.foreach_add_(lot.parameters, ATen.foreach_sign(decayedGradients(lot, group)), -group.learningRate)
  }
}
