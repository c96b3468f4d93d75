import Torch

/// The overlap of shared and private features, which a penalty makes small.
///
/// Source: Bousmalis et al., [Domain Separation Networks](https://arxiv.org/abs/1608.06019), NeurIPS 2016; the rows are normalised, so that the
/// size of a batch and of its features makes no difference.
package enum Orthogonality {
  /// `‖sᵀ p / batch‖²` of features whose columns have the mean 0 over the batch and whose rows then have the length 1.
  ///
  /// - Parameters:
  ///   - shared: `[batch, size]`.
  ///   - own: `[batch, size of its own]`.
  package static func overlap(_ shared: Tensor, _ own: Tensor) -> Tensor {
    (normalised(shared).transpose(0, 1).matmul(normalised(own)) / Double(shared.size(0))).square().sum()
  }

  private static func normalised(_ x: Tensor) -> Tensor {
    let centred = x - x.mean([0], keepDim: true)
    return centred / (centred.square().sum([1], keepDim: true) + leastSquare).sqrt()
  }

  /// Added to the square of a row's length, so that a row of zeros has a gradient.
  private static let leastSquare = 1e-24
}
