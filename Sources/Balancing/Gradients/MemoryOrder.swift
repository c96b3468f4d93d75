import Torch

/// The order in which a tensor lies in memory: flattening another one in that order copies nothing where it lies alike.
struct MemoryOrder {
  private let shape: [Int]
  /// Whether channels change fastest.
  private let isChannelsLast: Bool

  init(of tensor: Tensor) {
    shape = tensor.shape
    isChannelsLast = tensor.rank == 4 && !tensor.isContiguous() && tensor.isContiguous(.channelsLast)
  }

  /// Tensors of this shape as the rows of `[K, P]`, in single precision at least.
  func rows(_ tensors: [Tensor]) -> Tensor {
    let first = tensors[0]
    let rows = Tensor.empty(
      [tensors.count, first.count], dtype: first.dtype.byteCount < 4 ? .float32 : first.dtype, device: first.device)
    for (place, tensor) in tensors.enumerated() { shaped(rows.select(0, index: place)).copyInPlace(tensor) }
    return rows
  }

  /// Tensors of this shape that lie together, `[batch, K, …]`, as the rows of `[K, P]`, in single precision at least.
  func rows(together tensors: Tensor) -> Tensor {
    let wide = tensors.dtype.byteCount < 4 ? tensors.to(.float32) : tensors
    let first = isChannelsLast ? wide.permute([1, 0, 3, 4, 2]) : wide.transpose(0, 1)
    return first.reshape([tensors.size(1), -1])
  }

  /// `[batch, …]` as `[batch, number]`.
  func samples(_ tensor: Tensor) -> Tensor {
    (isChannelsLast ? tensor.permute([0, 2, 3, 1]) : tensor).reshape([shape[0], -1])
  }

  /// `[P]`, contiguous, as a tensor of this shape in the same memory.
  func shaped(_ vector: Tensor) -> Tensor {
    guard isChannelsLast else { return vector.view(shape) }
    return vector.view([shape[0], shape[2], shape[3], shape[1]]).permute([0, 3, 1, 2])
  }
}
