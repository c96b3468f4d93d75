import Foundation
import Torch

extension Tensor {
  /// Class indices in the form that LibTorch wants for predictions `[batch, classes, …]`: int64 without a channel
  /// dimension.
  func classIndices(beside prediction: Tensor) -> Tensor {
    let indices = rank == prediction.rank && size(1) == 1 ? squeeze(1) : self
    return indices.to(.int64)
  }
}
