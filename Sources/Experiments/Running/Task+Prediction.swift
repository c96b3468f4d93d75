import Tasks
import Torch

extension Task {
  /// A network's output in a person's terms: the class number, the probability of yes, the number in its own unit, a unit
  /// vector.
  public func prediction(_ output: Tensor) -> Tensor {
    switch kind {
    case .classification, .segmentation: output.argmax(dim: 1)
    case .binary: output.sigmoid()
    case .normals: output / output.norm([1], keepDim: true).clamp(min: 1e-12)
    case .depth, .regression: scale.restore(prediction: output)
    }
  }
}
