import Components
import Tasks
import Torch

/// SAM: a step's gradients are taken at the point nearby where the objective is largest, in addition to any way of balancing.
///
/// - Paper: Foret, Kleiner, Mobahi, Neyshabur, "Sharpness-Aware Minimization for Efficiently Improving Generalization"
///   (ICLR 2021, arXiv 2010.01412).
/// - Formula: θ̂ = θ + ρ g(θ) / ‖g(θ)‖; the step takes g(θ̂) at θ.
/// - Symbols: g the gradient that the base leaves in the network's parameters: of the weighted losses, or a gradient method's direction
///   with the gradients of the heads, penalties included; ‖·‖ the norm over all parameters together; ρ ``radius``.
/// - Example: `balancing: { method: uw-so, sharpness-aware: 0.05 }`
/// - Deviations: a method is asked twice in a step, and remembers the second time alone. Both passes draw the same random numbers, such as
///   those of dropout. Running statistics move with the pass at θ, and the losses of the records are those at θ; the weights are those
///   at θ̂. What a weighting learns is no part of θ. Gradients are clipped at the end alone.
public struct SharpnessAware: Hashable, Sendable {
  /// ρ, the length of the move.
  public let radius: Double

  /// The option of every way of balancing.
  public static let setting = Setting(
    "sharpness-aware", .number(.positive), "the radius of sharpness-aware minimisation",
    source: "Foret et al., ICLR 2021")

  /// - Parameter radius: ρ, positive; 0.05 in most of the paper's experiments.
  /// - Throws: `SettingError`: "`sharpness-aware` should be positive. Found 0.0."
  public init(radius: Double) throws {
    try Self.setting.check(radius)
    self.radius = radius
  }

  /// The squared norms that single precision holds end here; a gradient of zero stays zero.
  private static let least = 1e-30

  /// Runs `body` with parameters that are moved by ρ g / ‖g‖, where g are their gradients, which are lost. Afterwards the parameters are
  /// what they were, to the bit.
  ///
  /// - Parameter parameters: leaves of the graph. One without a gradient stays where it is.
  package func climbing<Result>(_ parameters: [Tensor], _ body: () throws -> Result) rethrows -> Result {
    let (moved, gradients) = zip(parameters, parameters.gradients).reduce(into: ([Tensor](), [Tensor]())) {
      guard let gradient = $1.1 else { return }
      $0.0.append($1.0)
      $0.1.append(gradient)
    }
    let kept = withoutGradients { moved.map { $0.clone() } }
    // After a failure the error scope throws, and nothing may have moved.
    guard !moved.isEmpty, kept.allSatisfy(\.isValid) else { return try body() }
    defer { withoutGradients { ATen.foreach_copy_(moved, kept, false) } }
    withoutGradients {
      let norm = Tensor.stack(ATen.foreach_norm(gradients, 2)).norm()
      ATen.foreach_mul_(gradients, norm.clamp(min: Self.least).reciprocal() * radius)
      ATen.foreach_add_(moved, gradients, 1)
    }
    return try body()
  }
}

extension SharpnessAware {
  /// Checks that a step may look at its batch at two points.
  ///
  /// - Throws: `SettingError` for a method that compares losses before and after a step, and for one whose direction is no gradient.
  package func check(_ weighting: any LossWeighting, _ gradients: GradientBalancer?) throws(SettingError) {
    if weighting is any SecondLook {
      throw SettingError(
        "`\(Self.setting.name)` should be left out for `\(type(of: weighting).card.name)`, which looks at a step's batch again by itself. "
          + "Found \(radius).")
    }
    if let card = gradients?.method.card, card.gradients?.isUpdate == true {
      throw SettingError(
        "`\(Self.setting.name)` should be left out for `\(card.name)`, whose direction is a finished update. Found \(radius)."
      )
    }
  }
}
