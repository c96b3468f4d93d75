import Foundation
import Torch

/// A linear layer that tells from the shared features of a sample which task it is of, while the shared encoder is trained to make that
/// impossible. `[batch, size]` → `[batch, tasks]`. Names: `weight`, `bias`.
///
/// Source: Ganin et al., [Domain-Adversarial Training of Neural Networks](https://arxiv.org/abs/1505.07818), JMLR 2016.
package final class TaskDiscriminator: Module {
  private let linear: Linear

  package init(_ size: Int, tasks: Int, generator: Generator) {
    linear = Linear(size, tasks, generator: generator)
  }

  override package var namedChildren: [(name: String, module: Module)]? { [("", linear)] }

  /// The mean cross-entropy of the samples' tasks. Its gradient is turned round on the way to the features.
  ///
  /// - Parameters:
  ///   - shared: `[batch, size]`.
  ///   - tasks: the places of the tasks that the samples are of, each to the same part.
  ///   - strength: the factor of the gradient that the features get.
  package func callAsFunction(_ shared: Tensor, of tasks: [Int], strength: Double) -> Tensor {
    let logits = linear(shared.reversingGradient(by: strength)).logSoftmax(1)
    let parts = tasks.map { logits.select(1, index: $0).mean() }
    return parts.dropFirst().reduce(parts[0], +) * (-1 / Double(parts.count))
  }

  /// The strength at a point of the training, as a share of its end value: `2 / (1 + exp(−10 progress)) − 1`.
  ///
  /// - Parameter progress: from 0 to 1.
  static func ramp(_ progress: Double) -> Double { 2 / (1 + exp(-10 * progress)) - 1 }
}

extension Tensor {
  /// The tensor itself, with a gradient that is multiplied by −`factor` on its way back.
  package func reversingGradient(by factor: Double) -> Tensor { detach() + (self - detach()) * -factor }
}
