import Balancing
import Torch

/// The gradients of a penalty on the cosines of the last shared layer's task gradients, over the batches of one update.
final class CosinePenalty {
  private let regulariser: OrthogonalGradients
  private let lastLayer: [Tensor]
  private let added: AddedGradients

  /// Creates the penalty's part of a step.
  ///
  /// - Parameters:
  ///   - lastLayer: the parameters of the last shared layer.
  ///   - parameters: all trained parameters.
  init(_ regulariser: OrthogonalGradients, lastLayer: [Tensor], parameters: [Tensor]) {
    self.regulariser = regulariser
    self.lastLayer = lastLayer
    added = AddedGradients(of: parameters)
  }

  /// Whether the losses of a batch are computed more than once.
  var looksAgain: Bool { regulariser.form == .finiteDifference }

  /// Forgets the last update.
  func begin() { added.begin() }

  /// Adds the part of a batch. It comes before the losses' own backward pass, which frees their graph.
  ///
  /// - Parameters:
  ///   - share: the part of the update that this batch makes.
  ///   - again: a closure that computes the same losses at the parameters' present values.
  func add(_ losses: TaskLosses, share: Double, again: () -> TaskLosses) {
    func present(_ losses: TaskLosses) -> [Tensor] {
      zip(losses.graph.losses, losses.present).filter(\.1).map(\.0)
    }
    let found = regulariser.gradients(
      losses: present(losses), lastLayer: lastLayer, parameters: added.parameters, again: { present(again()) })
    added.add(found.gradients.map { $0.map { share == 1 ? $0 : $0 * share } })
  }

  /// Adds the penalty's gradients to those of the update.
  func finish(_ replicas: any Replicas) throws { try added.finish(replicas) }
}
