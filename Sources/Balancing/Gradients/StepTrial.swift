import Torch

/// What a method tries with the parameters before a step.
extension StepProbe {
  /// The body may move the parameters; afterwards they stand where they stood.
  ///
  /// - Parameter body: gets copies of the parameters as they stand.
  func trial<Result>(_ body: (_ start: [Tensor]) throws -> Result) rethrows -> Result {
    let start = withoutGradients { parameters.map { $0.clone() } }
    defer { place(start) }
    return try body(start)
  }

  /// Moves the parameters to these values.
  func place(_ values: [Tensor]) { withoutGradients { ATen.foreach_copy_(parameters, values, false) } }

  /// The gradient of a scalar with respect to each parameter; zero for parameters that it does not depend on.
  func gradient(of objective: Tensor, retainGraph: Bool = false) -> [Tensor] {
    let found = Tensor.grad(of: [objective], respectTo: parameters, retainGraph: retainGraph, allowUnused: true)
    return zip(parameters, found).map { $1 ?? $0.zerosLike() }
  }

  /// The gradients of the losses that a part of the batch has labels for.
  func gradients(of losses: Tensor, _ part: BatchPart) throws -> (tasks: [Int], each: [[Tensor]]) {
    let losses = losses.unbind()
    let mask = try presence(part)?.to(.float64).valid().array(of: Double.self)
    let tasks = losses.indices.filter { mask?[$0] != 0 }
    return (tasks, tasks.map { gradient(of: losses[$0], retainGraph: $0 != tasks.last) })
  }

  /// The losses of a part of the batch on both sides of the parameters, along a direction.
  ///
  /// - Parameters:
  ///   - start: the parameters' values, from ``trial(_:)``.
  ///   - direction: is scaled in place to the length of the step, 0.01; a direction of zero stays zero.
  func bothSides(of start: [Tensor], along direction: [Tensor], _ part: BatchPart) -> LossesOnBothSides {
    let norm = Tensor.stack(ATen.foreach_norm(direction, 2)).norm()
    let reach = norm.clamp(min: 1e-30).reciprocal() * LossesOnBothSides.length
    withoutGradients { ATen.foreach_mul_(direction, reach) }
    func losses(_ side: Double) -> Tensor {
      place(ATen.foreach_add(start, direction, side))
      return withoutGradients { self.losses(part) }
    }
    return LossesOnBothSides(above: losses(1), below: losses(-1), reach: reach)
  }
}

/// The losses at two points on both sides of the parameters.
///
/// - Paper: Liu, James, Davison, Johns, "Auto-Lambda" (TMLR 2022): ε = 0.01 / ‖d‖.
struct LossesOnBothSides {
  /// How far each point lies from the parameters.
  static let length = 0.01

  /// `[K]`, at θ + ε d and θ − ε d.
  let above: Tensor, below: Tensor
  /// ε.
  let reach: Tensor

  /// `[K]`: each loss's derivative along d.
  var slopes: Tensor { (above - below) / (reach * 2) }
}
