import Components

/// Adadelta: steps in the unit of the parameters, from running means of squared gradients and squared steps.
///
/// Source: M. D. Zeiler, [ADADELTA: An Adaptive Learning Rate Method](https://arxiv.org/abs/1212.5701), 2012.
public final class Adadelta: FirstOrderOptimizer {
  public static let card = OptimizerCard(
    About(
      "adadelta", title: "Adadelta",
      "steps in the unit of the parameters, from running averages of squared gradients and squared steps",
      citation: Citation("Zeiler", "ADADELTA: An Adaptive Learning Rate Method", "arXiv", 2012, "arXiv 1212.5701"),
      settings: [
        Setting("rho", .number(.fraction), default: 0.9, "the decay of both averages", source: "PyTorch"),
        .eps(1e-6, addedTo: "both averages before their roots"),
      ])
  ) { Adadelta($0, rho: $1.number("rho"), eps: $1.number("eps")) }

  /// The share of the old running means that is kept.
  public let rho: Double
  /// The number that is added to both running means before their roots.
  public let eps: Double

  public init(_ groups: [ParameterGroup], rho: Double = 0.9, eps: Double = 1e-6) {
    require((0...1).contains(rho), "`rho` should be in [0, 1]. Found \(rho).")
    require(eps >= 0, "`eps` should not be negative. Found \(eps).")
    (self.rho, self.eps) = (rho, eps)
    super.init(groups, slots: ["square_avg", "acc_delta"], hyperparameters: ["rho": rho, "eps": eps])
  }

  override func update(_ lot: UpdateLot, _ group: ParameterGroup) {
    let gradients = decayedGradients(lot, group)
    let (squares, steps) = (lot.state[0], lot.state[1])
    ATen.foreach_mul_scalar_(squares, rho)
    ATen.foreach_addcmul_(squares, gradients, gradients, 1 - rho)
    let roots = ATen.foreach_add_scalar(squares, eps)
    ATen.foreach_sqrt_(roots)
    let deltas = ATen.foreach_add_scalar(steps, eps)
    ATen.foreach_sqrt_(deltas)
    ATen.foreach_div_(deltas, roots)
    ATen.foreach_mul_list_(deltas, gradients)
    ATen.foreach_mul_scalar_(steps, rho)
    ATen.foreach_addcmul_(steps, deltas, deltas, 1 - rho)
    ATen.foreach_add_(lot.parameters, deltas, -group.learningRate)
  }
}
