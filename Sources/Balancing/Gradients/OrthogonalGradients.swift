import Components
import Tasks
import Torch

/// CosReg: a penalty on the cosines of the task gradients of the last shared layer, in addition to any way of balancing.
///
/// - Paper: Suteu, Guo, "Regularizing Deep Multi-Task Networks using Orthogonal Gradients" (arXiv 1912.06844, 2019).
/// - Formula: R = ‖NᵀN − I‖²_F / (K (K − 1)), N = [g_1/‖g_1‖ … g_K/‖g_K‖]; the total is Σ_k w_k L_k + α R.
/// - Symbols: g_k the gradient of task k's loss with respect to the last shared layer; for two tasks R is their squared cosine.
/// - Parameters: `strength` α, 10 in the paper's NYUv2 experiments; `loss-scaled` multiplies α by the mean loss, detached;
///   `form`, `exact` or `finite-difference`.
/// - Example: `balancing: { method: ew, regulariser: { strength: 10, form: exact } }`
/// - Deviations: the finite-difference form is a derivation of our own. R has the derivative u_k with respect to g_k, which is
///   orthogonal to g_k, and its gradient is Σ_k ∇⟨u_k, g_k⟩ = Σ_k [∇L_k(θ + h u_k) − ∇L_k(θ − h u_k)] / 2h with the last
///   shared layer moved: two more passes a task instead of second derivatives. Random layers must then draw the same
///   numbers in all passes, so that it does not go with dropout; batch normalisation's running statistics see those passes too.
public final class OrthogonalGradients {
  /// How the penalty's gradient is found.
  public enum Form: String, Sendable, CaseIterable {
    /// The penalty's gradient comes from differentiating the gradients.
    case exact
    /// The penalty's gradient comes from two more passes a task with the last shared layer moved a little.
    case finiteDifference = "finite-difference"
  }

  public let strength: Double
  public let lossScaled: Bool
  public let form: Form

  /// The length of the move: short, because behind a ReLU a move across its kink makes a jump of the gradients that no
  /// derivative knows; in single precision still a thousand times the rounding.
  static let move = 1e-3

  /// - Parameter strength: α, positive.
  public init(strength: Double, lossScaled: Bool = false, form: Form = .exact) throws(SettingError) {
    guard strength > 0, strength.isFinite else {
      throw SettingError("`strength` should be positive. Found \(strength).")
    }
    self.strength = strength
    self.lossScaled = lossScaled
    self.form = form
  }

  /// R of some gradients, `[K, P]`, with its graph; zero for one task. A zero gradient has cosine 0 with every other.
  public static func penalty(_ rows: Tensor) -> Tensor {
    let count = Double(rows.size(0))
    guard count > 1 else { return (rows * 0).sum() }
    let unit = rows / rows.norm([1], keepDim: true).clamp(min: 1e-30)
    let cosines = unit.mm(unit.transpose(0, 1))
    let others = 1 - Tensor.eye(rows.size(0), dtype: rows.dtype, device: rows.device)
    return (cosines * others).square().sum() / (count * (count - 1))
  }

  /// The penalty's gradients, of the strength α.
  ///
  /// - Parameters:
  ///   - losses: the present tasks' scalars with their graph, which stays.
  ///   - lastLayer: the parameters of the last shared layer.
  ///   - parameters: those whose gradients are wanted.
  ///   - again: the same losses at the parameters' present values, for the finite-difference form.
  /// - Returns: R, detached, and a gradient for each parameter, nil for none.
  public func gradients(
    losses: [Tensor], lastLayer: [Tensor], parameters: [Tensor], again: () -> [Tensor]
  ) -> (penalty: Tensor, gradients: [Tensor?]) {
    let scale = lossScaled ? Tensor.stack(losses.map { $0.detach() }).mean() * strength : nil
    let stacked = Tensor.stack(
      losses.map { Tensor.gradientRow(of: $0, respectTo: lastLayer, createGraph: form == .exact) })
    switch form {
    case .exact:
      let penalty = Self.penalty(stacked)
      let total = scale.map { penalty * $0 } ?? penalty * strength
      let found = Tensor.grad(of: [total], respectTo: parameters, retainGraph: true, allowUnused: true)
      return (penalty.detach(), found)
    case .finiteDifference:
      let leaf = stacked.requiringGrad()
      let penalty = Self.penalty(leaf)
      let directions = Tensor.grad(of: [penalty], respectTo: [leaf])[0] ?? .failed
      var sums = [Tensor?](repeating: nil, count: parameters.count)
      for task in losses.indices {
        let difference = difference(directions[task], task, lastLayer, parameters, again)
        for (index, gradient) in difference.enumerated() {
          guard let gradient else { continue }
          let scaled = scale.map { gradient * $0 } ?? gradient * strength
          sums[index] = sums[index].map { $0.addInPlace(scaled) } ?? scaled
        }
      }
      return (penalty.detach(), sums)
    }
  }

  /// [∇L_k(θ + h u) − ∇L_k(θ − h u)] / 2h; the last layer is afterwards what it was, to the bit.
  private func difference(
    _ direction: Tensor, _ task: Int, _ lastLayer: [Tensor], _ parameters: [Tensor], _ again: () -> [Tensor]
  ) -> [Tensor?] {
    let length = direction.square().sum().sqrt().item()
    guard length > 0 else { return parameters.map { _ in nil } }
    let h = Self.move / length
    // Other memory takes the parameters' place for the passes, so that the graph of the losses stays valid.
    let before = lastLayer.map { $0.detach() }
    defer { for (tensor, old) in zip(lastLayer, before) { tensor.setData(old) } }
    var offset = 0
    let pieces = lastLayer.map { tensor in
      defer { offset += tensor.count }
      return direction.narrow(0, start: offset, length: tensor.count).reshape(tensor.shape)
    }
    func gradients(_ sign: Double) -> [Tensor?] {
      for (index, tensor) in lastLayer.enumerated() {
        tensor.setData(before[index].clone().addInPlace(pieces[index], scale: sign * h))
      }
      return Tensor.grad(of: [again()[task]], respectTo: parameters, allowUnused: true)
    }
    let (forward, backward) = (gradients(1), gradients(-1))
    return zip(forward, backward).map { a, b in a.flatMap { a in b.map { (a - $0) / (2 * h) } } }
  }
}
