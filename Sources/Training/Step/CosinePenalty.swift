import Balancing
import Torch

/// The gradients of a penalty on the cosines of the last shared layer's task gradients, over the batches of one update.
final class CosinePenalty {
  private let regulariser: OrthogonalGradients
  private let lastLayer: [Tensor]
  private let parameters: [Tensor]
  private var gradients: [Tensor?] = []

  /// Creates the penalty's part of a step.
  ///
  /// - Parameters:
  ///   - lastLayer: the parameters of the last shared layer.
  ///   - parameters: all trained parameters.
  init(_ regulariser: OrthogonalGradients, lastLayer: [Tensor], parameters: [Tensor]) {
    self.regulariser = regulariser
    self.lastLayer = lastLayer
    self.parameters = parameters
  }

  /// Whether the losses of a batch are computed more than once.
  var looksAgain: Bool { regulariser.form == .finiteDifference }

  /// Forgets the last update.
  func begin() { gradients = [] }

  /// Adds the part of a batch. It comes before the losses' own backward pass, which frees their graph.
  ///
  /// - Parameters:
  ///   - share: the part of the update that this batch makes.
  ///   - again: a closure that computes the same losses at the parameters' present values.
  func add(_ losses: TaskLosses, share: Double, again: () -> TaskLosses) {
    func present(_ losses: TaskLosses) -> [Tensor] {
      losses.present.indices.filter { losses.present[$0] }.map { losses.graph.losses[$0] }
    }
    let found = regulariser.gradients(
      losses: present(losses), lastLayer: lastLayer, parameters: parameters, again: { present(again()) })
    let shares = found.gradients.map { $0.map { share == 1 ? $0 : $0 * share } }
    gradients =
      gradients.isEmpty
      ? shares : zip(gradients, shares).map { sum, one in one.map { one in sum.map { $0 + one } ?? one } ?? sum }
  }

  /// Adds the penalty's gradients to those of the update.
  func finish(_ replicas: any Replicas) throws {
    if replicas.count > 1 {
      // All replicas must sum the same tensors, including one whose batches had no labels.
      gradients = gradients.isEmpty ? parameters.map { _ in nil } : gradients
      gradients = zip(gradients, parameters).map { $0 ?? $1.zerosLike() }
      try replicas.sum(gradients.compactMap { $0 })
    }
    for (tensor, gradient) in zip(parameters, gradients) {
      guard let gradient else { continue }
      if let sum = tensor.grad { sum.addInPlace(gradient) } else { tensor.grad = gradient }
    }
  }
}
