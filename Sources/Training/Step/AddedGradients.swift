import Torch

/// Gradients over the batches of one update that are added to the update after it is made: those of penalties, which no
/// method balances.
final class AddedGradients {
  /// The parameters whose gradients they are.
  let parameters: [Tensor]
  private var gradients: [Tensor?] = []

  init(of parameters: [Tensor]) { self.parameters = parameters }

  /// Forgets the last update.
  func begin() { gradients = [] }

  /// Adds the gradients of a batch, one for each parameter; nil for none.
  func add(_ found: [Tensor?]) {
    gradients =
      gradients.isEmpty
      ? found : zip(gradients, found).map { sum, one in one.map { one in sum.map { $0 + one } ?? one } ?? sum }
  }

  /// Adds the sums to the gradients of the update.
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
